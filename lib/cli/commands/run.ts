import { defined } from '../../core/defined.ts';
import { existsSync } from 'node:fs';
import { describeSelection } from '../../cases/selection.ts';
import { SEVERITIES } from '../../core/severity.ts';
import { HarnessError } from '../../core/errors.ts';
import { EXIT } from '../../core/exit-codes.ts';
import { applyBaseline } from '../../drift/apply-baseline.ts';
import { baselineFileOf, readBaseline } from '../../drift/baseline-file.ts';
import type { RunRecord } from '../../findings/run-record.ts';
import { renderAnnotations } from '../../reporters/annotations.ts';
import { renderConsole } from '../../reporters/console.ts';
import type { Reporter } from '../../reporters/reporter.ts';
import { REPORTERS } from '../../reporters/select-reporters.ts';
import { performRun, targetNameOf } from '../../run/perform-run.ts';
import { readWarnings } from '../../config/config.ts';
import type { CommandUnit } from '../command.ts';
import { keepHistory, withEarlierRuns } from '../keep-history.ts';
import {
  announceFailure,
  announceRun,
  hookFinder,
  NOTIFY_HELP,
  prepareNotification,
  warn,
  type Announcement,
  type NotifyFlags,
} from '../notify/announce.ts';
import { columnsOf, wantsAnnotations, wantsColor } from '../output-style.ts';
import { createProgress } from '../progress.ts';
import { redactAtHand } from '../redact-at-hand.ts';
import { addRunOptions, prepareRun, type RunFlags } from '../run-settings.ts';
import { describeSilentFaults } from '../silent-faults.ts';
import { today } from '../today.ts';
import { describeUnfinished } from '../unfinished.ts';
import { failOnSecrets, selectReporters, writeReports } from '../write-reports.ts';

/** `conform run`: holds the target against the contract and writes the reports. */
export const runCommand: CommandUnit = {
  name: 'run',
  register: (program) => {
    const command = addRunOptions(program.command('run'))
      .option(
        '--annotate',
        'prints workflow commands too, which show findings at the lines of the contract (default: in Actions of GitHub and Gitea)',
      )
      .option(
        '--report <format>',
        `what is written besides run.json: ${FORMATS.join(', ')}; may be repeated (default: all)`,
        (value: string, before: readonly string[]) => [...before, value],
        [],
      )
      .summary('holds a deployment against the contract and writes a drift report')
      .description(
        'Holds a deployment against the contract and writes a drift report. Without configuration the embedded deployment is the target.',
      )
      .addHelpText('after', EXAMPLES);
    command.option('--notify <url>', NOTIFY_HELP).action(async (flags: RunCommandFlags) => {
      process.exitCode = await run(flags);
    });
  },
};

const EXAMPLES = `
Examples:
  $ conform run                                       the embedded deployment, everything
  $ conform run --env-file staging.env                a deployment of yours
  $ conform run --only getOrg --only 'cp-admin'       one operation and all of a tag
  $ conform run --only 'DELETE *' --family tier-matrix
  $ conform run --fault accepts-any-bearer            shows what drift looks like

Exit codes: 0 conforms, 1 drift (${SEVERITIES.slice(0, 2).join(' or ')}, see --fail-on), 2 usage or configuration,
3 could not judge, 4 something was left behind, 130 interrupted.`;

const FORMATS = REPORTERS.map(({ id }) => id);

type RunCommandFlags = RunFlags & NotifyFlags & { readonly annotate?: true; readonly report: readonly string[] };

/** Other commands read the record, so that one is always among them. */
function reportersFor(flags: RunCommandFlags): readonly Reporter[] {
  return selectReporters(flags.report.length === 0 ? undefined : ['json', ...flags.report]);
}

async function run(flags: RunCommandFlags): Promise<number> {
  const reporters = reportersFor(flags);
  const notification = prepareNotification(flags);
  const findHook = hookFinder(notification);
  warn(readWarnings(flags.envFile === undefined ? {} : { envFile: flags.envFile }));
  const { options, deployment } = await prepareRun(flags, true);
  const progress = createProgress();
  const interruption = interruptible(() =>
    describeUnfinished({
      directory: options.directory,
      isEmbedded: options.targetKind === 'embedded',
      reports: flags.reports,
      ...defined({ envFile: flags.envFile }),
    }),
  );
  // Part of a run is no run to compare others with: the merged one is.
  const isWhole = options.selection.shard === undefined;
  try {
    const target = targetNameOf(options);
    const baselineFile = flags.baseline ?? baselineFileOf(flags.reports, target);
    if (flags.baseline !== undefined && !existsSync(flags.baseline))
      throw new HarnessError('usage', `there is no baseline ${flags.baseline}`);
    // Before anything is sent: a broken baseline is a mistake of the configuration.
    const { acceptances } = readBaseline(baselineFile, target);
    const performed = await performRun({
      ...options,
      onProgress: (text, done, of) => progress.show(text, done, of),
      signal: interruption.signal,
    });
    const findSecrets = (text: string): readonly string[] => [...performed.findSecrets(text), ...findHook(text)];
    progress.end();
    const silent = describeSilentFaults(options.faults, new Set(performed.record.findings.map(({ rule }) => rule)));
    const held = applyBaseline(
      { ...performed.record, notes: [...performed.record.notes, ...silent] },
      {
        baselineFile,
        accepted: acceptances,
        today: today(),
        failOn: options.failOn,
        ...defined({ maxGaps: options.maxGaps }),
      },
    );
    const record = isWhole ? withEarlierRuns(held, flags.reports) : held;
    const printed = renderForConsole(record, flags, reporters);
    try {
      writeReports(options.directory, flags.reports, record, reporters);
    } catch (error) {
      // What was found is not lost with the disk.
      if (findSecrets(printed).length === 0) process.stdout.write(printed);
      throw error;
    }
    failOnSecrets(options.directory, printed, findSecrets);
    process.stdout.write(printed);
    if (isWhole) {
      keepHistory(record, flags.reports);
      warn(await announceRun(record, { reports: flags.reports, notification, findSecrets }));
    }
    return record.exitCode;
  } catch (error) {
    if (isWhole) {
      const { runId, profile } = options;
      const run = { target: targetNameOf(options), runId, profile, selection: describeSelection(options.selection) };
      warn(await announceFailure(error, run, { reports: flags.reports, notification, findSecrets: findAtHand }));
    }
    throw error;
  } finally {
    progress.end();
    interruption.release();
    await deployment?.close();
  }
}

/** A run without a record has no redactor to ask any more; what it was configured with is still known. */
const findAtHand: Announcement['findSecrets'] = (text) =>
  redactAtHand(text, process.argv.slice(2), process.env) === text ? [] : ['a credential'];

function renderForConsole(record: RunRecord, flags: RunCommandFlags, reporters: readonly Reporter[]): string {
  const written = reporters.map(({ fileName }) => fileName);
  const color = wantsColor(process.stdout, process.env);
  const summary = renderConsole(record, {
    reportDirectory: `${flags.reports}/latest`,
    written,
    color,
    ...columnsOf(process.stdout),
  });
  const hasAnnotations = flags.annotate === true || wantsAnnotations(process.env);
  return `${hasAnnotations ? renderAnnotations(record) : ''}${summary}\n`;
}

/** The first signal stops the run, which then cleans up; a second one ends it at once, with what is left said. */
function interruptible(lastWords: () => string): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) {
      process.stderr.write(`\n${lastWords()}`);
      process.exit(EXIT.interrupted);
    }
    process.stderr.write('\ninterrupted: stopping and removing what this run made (once more to stop at once)\n');
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
