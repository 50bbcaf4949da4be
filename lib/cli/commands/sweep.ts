import { narrowContract } from '../../cases/scope.ts';
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  describeCounts,
  type EarlierSweep,
  leftoversOf,
  sweepEarlierRuns,
  type SweptRun,
} from '../../cleanup/sweep-earlier-runs.ts';
import { systemClock } from '../../core/clock.ts';
import { HarnessError } from '../../core/errors.ts';
import { EXIT, type ExitCode } from '../../core/exit-codes.ts';
import { filesFor, readInputs } from '../../setup/read-inputs.ts';
import { addToRedactor, createRedactorFor } from '../../run/redactor-of-run.ts';
import { openWire } from '../../transport/wire.ts';
import type { CommandUnit } from '../create-program.ts';
import { collect } from '../parse-options.ts';
import { accommodationFiles, readTarget } from '../run-settings.ts';
import { createProgress } from '../terminal.ts';

/** `conform sweep`: removes what earlier runs left. */
export const sweepCommand: CommandUnit = {
  name: 'sweep',
  register: (program) => {
    program
      .command('sweep')
      .option(
        '--env-file <file>',
        'where the configuration is read from, besides the environment (default: .env, if there is one)',
      )
      .option('--reports <folder>', 'where the ledgers of earlier runs are', 'reports')
      .option(
        '--accommodations <file>',
        'what the deployment demands and the contract does not say; may be repeated (default: ACCOMMODATIONS)',
        collect,
        [],
      )
      .option('--dry-run', 'says what would be removed, and with which request; sends nothing')
      .option('--json', 'as JSON')
      .summary('removes what earlier runs left on a deployment')
      .description(
        'Removes what earlier runs left on the configured deployment: everything that stands unsettled in their ledgers, newest first, each thing by its exact id, and shown to be gone. Runs that are still at work are left alone; what was kept with --keep goes too.',
      )
      .addHelpText('after', EXAMPLES)
      .action(async (flags: SweepFlags) => {
        const swept = await sweep(flags);
        const exitCode = exitCodeOf(swept);
        process.stdout.write(
          flags.json === true
            ? `${JSON.stringify({ exitCode, dryRun: flags.dryRun === true, ...swept }, null, 2)}\n`
            : render(swept),
        );
        process.exitCode = exitCode;
      });
  },
};

interface SweepFlags {
  readonly envFile?: string;
  readonly accommodations: readonly string[];
  readonly reports: string;
  readonly dryRun?: true;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  $ conform sweep --env-file staging.env --dry-run
  $ conform sweep --env-file staging.env

Credentials that a killed run had minted are gone with it; the tenants' admin tokens are read again with CP_ADMIN_BEARER.

Exit codes: 0 nothing is left, 2 usage or configuration, 3 the deployment cannot be reached, 4 something could not be
removed: it is named, with the command that removes it.`;

async function sweep({ envFile, reports, dryRun, accommodations }: SweepFlags): Promise<EarlierSweep> {
  // A missing folder must not look like one in which everything is settled.
  if (statSync(reports, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new HarnessError(
      'usage',
      `there is no folder ${resolve(reports)}: the ledgers of earlier runs are looked for there`,
      ['name the folder that the runs wrote to with --reports'],
    );
  const { config, targetKind } = readTarget(envFile);
  const inputs = await readInputs(filesFor({ accommodations: accommodationFiles(accommodations, envFile) }), false);
  const redactor = createRedactorFor(config.secrets);
  const wire = openWire({
    addresses: inputs.platform.addresses(config),
    config,
    runId: `sweep-${randomBytes(4).toString('hex')}`,
    redactor,
  });
  const progress = createProgress();
  try {
    return await sweepEarlierRuns({
      inputs: { ...inputs, contract: narrowContract(inputs.contract, inputs.platform.scopeOf(config)) },
      config,
      targetKind,
      wire,
      reports: resolve(reports),
      limits: config.limits,
      clock: systemClock,
      includesKept: true,
      isDryRun: dryRun === true,
      addSecret: (label, value) => addToRedactor(redactor, label, value),
      onProgress: (text) => progress.show(text),
    });
  } finally {
    progress.end();
    await wire.close();
  }
}

function exitCodeOf(swept: EarlierSweep): ExitCode {
  return leftoversOf(swept).length > 0 ? EXIT.leftBehind : EXIT.conforms;
}

function render({ runs, passedOver, endedWithTarget }: EarlierSweep): string {
  const lines = [
    ...runs.flatMap(renderRun),
    ...endedWithTarget.map(
      ({ runId, things }) => `run ${runId}: ${things} things ended with its embedded deployment; nothing to remove`,
    ),
    ...passedOver.map(({ runId, things, reason }) => `run ${runId}: ${things} things left alone, since ${reason}`),
  ];
  return `${(lines.length === 0 ? ['nothing is left: every ledger is settled'] : lines).join('\n')}\n`;
}

function renderRun(run: SweptRun): readonly string[] {
  if (run.outstanding.length > 0)
    return [
      `run ${run.runId}: ${run.outstanding.length} things would be removed`,
      ...run.outstanding.flatMap(({ name, removal }) => [`  ${name}`, `    ${removal}`]),
    ];
  return [
    `run ${run.runId}: ${describeCounts(run)}`,
    ...run.removed.map(({ kind, name, proof }) => `  removed  ${kind}: ${name} (${proof})`),
    ...run.unsure.map(({ kind, name, proof }) => `  unsure   ${kind}: ${name} (${proof})`),
    ...run.leftovers.flatMap(({ kind, name, removal }) => [`  LEFT     ${kind}: ${name}`, `           ${removal}`]),
  ];
}
