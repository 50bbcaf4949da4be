import { describeSelection } from '../../cases/selection.ts';
import { readWarnings } from '../../config/config.ts';
import { defined } from '../../core/defined.ts';
import { SEVERITIES } from '../../core/severity.ts';
import { REPORTERS } from '../../reporters/render-reports.ts';
import { performRun } from '../../run/perform-run.ts';
import { targetNameOf } from '../../run/run-facts.ts';
import { concludeRun } from '../conclude-run.ts';
import type { CommandUnit } from '../create-program.ts';
import { listenForInterruption } from '../interruption.ts';
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
import { collect, VERBOSE_HELP } from '../parse-options.ts';
import { redactAtHand } from '../redact-at-hand.ts';
import { readAccepted } from '../reports-folder.ts';
import { addRunOptions, prepareRun, type RunFlags } from '../run-settings.ts';
import { createProgress } from '../terminal.ts';
import { selectReporters } from '../write-reports.ts';

/** `conform run`: checks the target against the contract and writes the reports. */
export const runCommand: CommandUnit = {
  name: 'run',
  register: (program) => {
    const command = addRunOptions(program.command('run'))
      .option(
        '--annotate',
        'prints workflow commands too, which show findings at the lines of the contract (default: in Actions of GitHub and Gitea)',
      )
      .option('--verbose', VERBOSE_HELP)
      .option(
        '--report <format>',
        `what is written besides run.json: ${FORMATS.join(', ')}; may be repeated (default: all)`,
        collect,
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
  $ conform run --edition observed                    the embedded deployment with the tenants of the public server

Exit codes: 0 conforms, 1 drift (${SEVERITIES.slice(0, 2).join(' or ')}, see --fail-on), 2 usage or configuration,
3 could not judge, 4 something was left behind, 130 interrupted.`;

const FORMATS = REPORTERS.map(({ id }) => id);

type RunCommandFlags = RunFlags &
  NotifyFlags & { readonly annotate?: true; readonly verbose?: true; readonly report: readonly string[] };

async function run(flags: RunCommandFlags): Promise<number> {
  // Other commands read the record, so that one is always written.
  const reporters = selectReporters(flags.report.length === 0 ? undefined : ['json', ...flags.report]);
  const notification = prepareNotification(flags);
  const findHook = hookFinder(notification);
  warn(readWarnings(flags.envFile === undefined ? {} : { envFile: flags.envFile }));
  const { options, deployment } = await prepareRun(flags, true);
  const progress = createProgress();
  const interruption = listenForInterruption({
    directory: options.directory,
    isEmbedded: options.targetKind === 'embedded',
    reports: flags.reports,
    ...defined({ envFile: flags.envFile }),
  });
  // A shard has no announcement: the merged run has.
  const isWhole = options.selection.shard === undefined;
  try {
    // Before anything is sent: a broken baseline is a mistake of the configuration.
    const accepted = readAccepted(flags, targetNameOf(options));
    const performed = await performRun({
      ...options,
      onProgress: (text, done, of) => progress.show(text, done, of),
      signal: interruption.signal,
    });
    progress.end();
    const findSecrets = (text: string): readonly string[] => [...performed.findSecrets(text), ...findHook(text)];
    const record = concludeRun(
      { ...performed, findSecrets },
      {
        options,
        reports: flags.reports,
        accepted,
        reporters,
        annotate: flags.annotate === true,
        verbose: flags.verbose === true,
      },
    );
    if (isWhole) {
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

/** Tells whether a text holds a configured credential. For a run without a record, which has no redactor any more. */
const findAtHand: Announcement['findSecrets'] = (text) =>
  redactAtHand(text, process.argv.slice(2), process.env) === text ? [] : ['a credential'];
