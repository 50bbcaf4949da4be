import { join, resolve } from 'node:path';
import type { Config } from '../../config/config.ts';
import { systemClock } from '../../core/clock.ts';
import { defined } from '../../core/defined.ts';
import { SEVERITIES } from '../../core/severity.ts';
import { applyBaseline } from '../../drift/apply-baseline.ts';
import { openJournal } from '../../findings/record-file.ts';
import type { RunFacts } from '../../findings/run-record.ts';
import { REPORTERS } from '../../reporters/render-reports.ts';
import { filesFor, readInputs, type Inputs } from '../../setup/read-inputs.ts';
import { createRedactorFor } from '../../run/redactor-of-run.ts';
import { checkTraffic } from '../../traffic/check-traffic.ts';
import type { ApiBase } from '../../traffic/match-operation.ts';
import { TOOL_VERSION } from '../../transport/tool-version.ts';
import type { CommandUnit } from '../create-program.ts';
import { VERBOSE_HELP, parseFailOn, wholeNumberIn } from '../parse-options.ts';
import { parseBase, readTraffic } from '../read-traffic.ts';
import { readAccepted, today } from '../reports-folder.ts';
import { makeRunId, readConfigOrThrow } from '../run-settings.ts';
import { failOnSecrets, renderSummary, selectReporters, writeReports } from '../write-reports.ts';

/** `conform check`: checks recorded traffic against the contract. */
export const checkCommand: CommandUnit = {
  name: 'check',
  register: (program) => {
    program
      .command('check')
      .argument('<traffic.har>', 'an HTTP archive (HAR 1.2) of a browser, a proxy, or of a run')
      .summary('holds recorded traffic against the contract, and sends nothing')
      .description(
        'Holds recorded traffic against the contract with the checks and the reports of a run, and sends nothing. Secrets are taken out of it before anything is written or printed.',
      )
      .option('--spec <file>', 'another edition of the contract')
      .option('--data <file>', 'another file in place of spec/conformance.yaml')
      .option(
        '--env-file <file>',
        'where the addresses and credentials of the target are read from (default: .env, if there is one)',
      )
      .option(
        '--base <url=service>',
        'where a service stood: <url>=cp or <url>=tenant, with {slug} for the name of an org; may be repeated',
        collectBase,
        [],
      )
      .option(
        '--without-credentials',
        'the recording had its credentials taken out: nobody is said to have called without one',
      )
      .option('--baseline <file>', 'what has been accepted (default: that of the configured target)')
      .option('--fail-on <severity>', `the mildest finding that fails it: ${SEVERITIES.join(', ')}, never`, 'major')
      .option('--max-gaps <n>', 'fail when more than n things could not be judged', wholeNumberIn({ min: 0, max: 1e9 }))
      .option('--report <id...>', `what is written: ${REPORTERS.map(({ id }) => id).join(', ')} (default: all)`)
      .option('--verbose', VERBOSE_HELP)
      .option('--reports <folder>', 'where reports are written', 'reports')
      .addHelpText('after', EXAMPLES)
      .action(async (file: string, flags: CheckFlags) => {
        process.exitCode = await check(file, flags);
      });
  },
};

const EXAMPLES = `
Without configuration and without --base a host is taken for one of the API's when it answered a path of the contract with JSON.

Examples:
  $ conform check traffic.har
  $ conform check traffic.har --env-file staging.env       knows whose credentials those of the configuration are
  $ conform check traffic.har --base https://api.example.com=cp --base 'https://{slug}.example.com=tenant'
  $ conform check reports/latest/exchanges.har             what a run has seen, again

Exit codes: 0 conforms, 1 drift (see --fail-on), 2 usage or configuration, 3 nothing in it could be judged.`;

interface CheckFlags {
  readonly verbose?: true;
  readonly spec?: string;
  readonly data?: string;
  readonly envFile?: string;
  readonly base: readonly ApiBase[];
  readonly withoutCredentials?: true;
  readonly baseline?: string;
  readonly failOn: string;
  readonly maxGaps?: number;
  readonly report?: readonly string[];
  readonly reports: string;
}

function collectBase(text: string, before: readonly ApiBase[]): readonly ApiBase[] {
  return [...before, parseBase(text)];
}

async function check(file: string, flags: CheckFlags): Promise<number> {
  const limits = { failOn: parseFailOn(flags.failOn), ...defined({ maxGaps: flags.maxGaps }) };
  const reporters = selectReporters(flags.report);
  const config = readConfigOrThrow(flags.envFile);
  // The baseline of the deployment applies to its recordings too: the fingerprints are the same.
  const accepted = readAccepted(flags, targetOf(config));
  const inputs = await readInputs(filesFor(flags), true);
  const traffic = readTraffic(file);
  const redactor = createRedactorFor(config.target === 'remote' ? config.secrets : {});
  const startedMs = systemClock.nowMs();
  const run = factsOf({ file, flags, config, inputs, startedMs, limits });
  const checked = await checkTraffic({
    inputs,
    traffic,
    bases: basesOf(flags, config),
    redactor,
    maxBodyBytes: config.limits.maxBodyBytes,
    isStripped: flags.withoutCredentials === true,
    run,
  });
  const empty = traffic.entries.length === 0 ? { because: 'the recording holds no request' } : {};
  const timed = {
    ...checked.record,
    ...empty,
    run: { ...run, durationMs: Math.max(0, systemClock.nowMs() - startedMs) },
  };
  const record = applyBaseline(timed, { ...accepted, today: today(), ...limits });
  const directory = join(resolve(flags.reports), run.id);
  const journal = openJournal(directory);
  journal.append(checked.journal);
  journal.close();
  writeReports(directory, flags.reports, record, reporters);
  const printed = renderSummary(record, { reports: flags.reports, verbose: flags.verbose === true });
  failOnSecrets(directory, printed, (text) => redactor.hits(text));
  process.stdout.write(printed);
  return record.exitCode;
}

interface FactsParts {
  readonly file: string;
  readonly flags: CheckFlags;
  readonly config: Config;
  readonly inputs: Inputs;
  readonly startedMs: number;
  readonly limits: Pick<RunFacts, 'failOn' | 'maxGaps'>;
}

function factsOf({ file, flags, config, inputs: { contract }, startedMs, limits }: FactsParts): RunFacts {
  const startedAt = new Date(startedMs);
  const bases = basesOf(flags, config);
  const urlOf = (service: ApiBase['service']): string =>
    bases.find((base) => base.service === service)?.url ?? 'as recorded';
  return {
    id: makeRunId(startedAt),
    startedAt: startedAt.toISOString(),
    durationMs: 0,
    seed: 'none',
    profile: 'recorded',
    selection: [file],
    target: {
      name: targetOf(config),
      kind: 'recording',
      cpBaseUrl: urlOf('cp'),
      tenantBaseUrl: urlOf('tenant'),
    },
    contract: { file: contract.file, title: contract.title, version: contract.version, hash: contract.hash },
    tool: { version: TOOL_VERSION, node: process.versions.node },
    faults: [],
    ...limits,
  };
}

function basesOf(flags: CheckFlags, config: Config): readonly ApiBase[] {
  if (config.target !== 'remote') return flags.base;
  const { cpBaseUrl, tenantBaseUrl } = config;
  return [
    ...flags.base,
    ...(cpBaseUrl === undefined ? [] : [{ url: cpBaseUrl, service: 'cp' as const }]),
    ...(tenantBaseUrl === undefined ? [] : [{ url: tenantBaseUrl, service: 'tenant' as const }]),
  ];
}

/** Names the target of a recording: it is taken to be of the deployment that is configured. */
function targetOf(config: Config): string {
  return config.target === 'remote' ? config.name : 'recorded';
}
