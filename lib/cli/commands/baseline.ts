import type { Command } from 'commander';
import { HarnessError } from '../../core/errors.ts';
import { countOf } from '../../core/text.ts';
import { acceptFindings, selectFindings } from '../../drift/accept-findings.ts';
import { baselineFileOf, listBaselines } from '../../drift/target-files.ts';
import { readBaseline, writeBaseline, addAcceptances, removeAcceptances, type Baseline } from '../../drift/baseline.ts';
import { isExpired, listAcceptanceStates, listUncovered, type AcceptanceState } from '../../drift/apply-baseline.ts';
import type { Finding } from '../../findings/finding.ts';
import type { RunRecord } from '../../findings/run-record.ts';
import { describeAccepted, titleOfTier } from '../../reporters/describe-record.ts';
import { renderJson } from '../../reporters/json.ts';
import { toPrintable } from '../../reporters/safe-text.ts';
import type { CommandUnit } from '../create-program.ts';
import { findLastRun, findRun, today } from '../reports-folder.ts';

/** `conform baseline`: accepts known findings of a target for a time, and lists or prunes them. */
export const baselineCommand: CommandUnit = {
  name: 'baseline',
  register: (program) => {
    const command = program
      .command('baseline')
      .summary('accepts findings for a time, lists and prunes what has been accepted')
      .description(
        'Keeps what has been accepted of a target in reports/baseline/<target>.json: by whom, why and until when. Accepted findings are reported and do not fail a run.',
      )
      .addHelpText('after', EXAMPLES);
    registerAccept(command);
    registerList(command);
    registerPrune(command);
  },
};

const EXAMPLES = `
Examples:
  $ conform baseline accept 3f2a9c --reason 'fixed in 2.4' --owner orgs --until 2027-01-31
  $ conform baseline accept --all-new --reason 'first run' --owner platform --until 2027-01-31
  $ conform baseline list
  $ conform baseline prune                         removes what the last run showed to be gone`;

interface CommonFlags {
  readonly run?: string;
  readonly target?: string;
  readonly baseline?: string;
  readonly reports: string;
}

function addCommonOptions(command: Command): Command {
  return command
    .option('--run <run>', 'folder, run.json or id of the run (default: the last one on the target)')
    .option('--target <name>', 'whose baseline it is (default: the target of the run)')
    .option('--baseline <file>', 'another file than reports/baseline/<target>.json')
    .option('--reports <folder>', 'where the reports of runs and the baselines are', 'reports');
}

interface AcceptFlags extends CommonFlags {
  readonly reason: string;
  readonly owner: string;
  readonly until: string;
  readonly allNew?: true;
  readonly evenCritical?: true;
}

function registerAccept(baseline: Command): void {
  addCommonOptions(baseline.command('accept'))
    .argument('[fingerprint...]', 'findings of the run; the first six digits are enough where they are unambiguous')
    .requiredOption('--reason <text>', 'why it is accepted')
    .requiredOption('--owner <name>', 'who answers for it')
    .requiredOption('--until <date>', 'the last day on which it counts, as 2027-01-31; at most a year ahead')
    .option('--all-new', 'all findings of the run that have not been accepted')
    .option('--even-critical', 'critical ones too')
    .summary('accepts findings of a run for a time')
    .action(accept);
}

function accept(fingerprints: readonly string[], flags: AcceptFlags): void {
  const record = requireRun(flags);
  const opened = openBaseline(flags, record);
  const findings = selectAccepted(fingerprints, flags, record, opened.baseline);
  const options = { ...flags, today: today(), evenCritical: flags.evenCritical === true };
  const acceptances = acceptFindings(findings, options);
  writeBaseline(opened.file, addAcceptances(opened.baseline, acceptances));
  for (const acceptance of acceptances) {
    const { fingerprint, rule, place } = acceptance;
    print(`accepted ${fingerprint}  ${rule} at ${describeAccepted(acceptance)}, ${place}`);
  }
  print(`${acceptances.length} accepted until ${flags.until} in ${opened.file}`);
}

function selectAccepted(
  fingerprints: readonly string[],
  flags: AcceptFlags,
  record: RunRecord,
  baseline: Baseline,
): readonly Finding[] {
  if (flags.allNew !== true && fingerprints.length === 0) {
    throw new HarnessError('usage', 'nothing is named to be accepted', [
      'name fingerprints of the run, or say --all-new',
    ]);
  }
  const named = selectFindings(record, fingerprints);
  if (flags.allNew !== true) return named;
  const current = baseline.acceptances.filter((acceptance) => !isExpired(acceptance, today()));
  const open = new Set(listUncovered(record.findings, current));
  return record.findings.filter((finding) => named.includes(finding) || open.has(finding.fingerprint));
}

function registerList(baseline: Command): void {
  addCommonOptions(baseline.command('list'))
    .option('--json', 'as JSON')
    .summary('lists what has been accepted, how long it counts, and how it stands')
    .action((flags: CommonFlags & { readonly json?: true }) => {
      const record = lastRun(flags);
      const opened = openBaseline(flags, record);
      const rows = listAcceptanceStates(opened.baseline.acceptances, record, today());
      const { target } = opened.baseline;
      const run = record === undefined ? {} : { runId: record.run.id };
      const view = { file: opened.file, target, ...run, rows };
      process.stdout.write(flags.json === true ? renderJson(view) : renderBaselineView(view));
    });
}

function registerPrune(baseline: Command): void {
  addCommonOptions(baseline.command('prune'))
    .summary('removes what the last run showed to be gone')
    .description('Removes acceptances of what was probed again and not found. What was not checked stays.')
    .action((flags: CommonFlags) => {
      const record = requireRun(flags);
      const opened = openBaseline(flags, record);
      const states = listAcceptanceStates(opened.baseline.acceptances, record, today());
      const inState = (wanted: AcceptanceState['state']): readonly AcceptanceState[] =>
        states.filter(({ state }) => state === wanted);
      const gone = inState('gone').map(({ acceptance }) => acceptance);
      if (gone.length > 0) writeBaseline(opened.file, removeAcceptances(opened.baseline, gone));
      for (const acceptance of gone)
        print(`removed ${acceptance.fingerprint}  ${acceptance.rule} at ${describeAccepted(acceptance)}`);
      const unchecked = inState('not-checked').length;
      print(
        `${gone.length} removed by run ${record.run.id}; ${inState('still-there').length} still there, ${unchecked} not checked`,
      );
    });
}

function lastRun(flags: CommonFlags): RunRecord | undefined {
  if (flags.run !== undefined) return findRun(flags.run, flags.reports).record;
  return findLastRun(flags.reports, flags.target === undefined ? {} : { target: flags.target })?.record;
}

function requireRun(flags: CommonFlags): RunRecord {
  const record = lastRun(flags);
  if (record !== undefined) return record;
  const of = flags.target === undefined ? '' : ` of ${flags.target}`;
  throw new HarnessError('usage', `there is no run${of} in ${flags.reports}`, [
    '`conform run` makes one; or name one: --run',
  ]);
}

/** Opens the baseline of the target that is named, or else of the run's target, or else the only one there is. */
function openBaseline(
  flags: CommonFlags,
  record: RunRecord | undefined,
): { readonly file: string; readonly baseline: Baseline } {
  const target = flags.target ?? record?.run.target.name ?? onlyBaseline(flags.reports);
  const file = flags.baseline ?? baselineFileOf(flags.reports, target);
  return { file, baseline: readBaseline(file, target) };
}

function onlyBaseline(reports: string): string {
  const [only, ...others] = listBaselines(reports);
  if (only === undefined)
    throw new HarnessError('usage', `there is no baseline in ${reports}/baseline, and no run to name a target`);
  if (others.length > 0)
    throw new HarnessError('usage', 'there are several baselines: name one with --target', [only, ...others]);
  return only;
}

function print(text: string): void {
  process.stdout.write(`${toPrintable(text)}\n`);
}

interface BaselineView {
  readonly file: string;
  readonly target: string;
  /** The run that the states are derived from; absent if there is none. */
  readonly runId?: string;
  readonly rows: readonly AcceptanceState[];
}

/** Renders each acceptance with its owner, its last day and its state. */
function renderBaselineView({ file, target, runId, rows }: BaselineView): string {
  const by = runId === undefined ? 'there is no run of this target to tell the state by' : `by run ${runId}`;
  const lines = [
    `${file}  target ${target}, ${countOf(rows.length, 'acceptance')}, ${by}`,
    ...rows.flatMap((row) => ['', ...renderRow(row)]),
  ];
  return `${lines.map(toPrintable).join('\n')}\n`;
}

function renderRow({ acceptance, state, daysLeft, isExpired }: AcceptanceState): readonly string[] {
  const { fingerprint, rule, severity, operations, place, tier, reason, owner, until } = acceptance;
  const than =
    operations === undefined ? `the ${severity}` : `the ${severity} on ${countOf(operations.length, 'operation')}`;
  const standing = state === 'worse' ? `WORSE than ${than} that was accepted: counts as new` : state.replace('-', ' ');
  const caller = tier === undefined ? '' : ` as ${titleOfTier(tier)}`;
  const time = isExpired ? `EXPIRED on ${until}: counts as new` : `until ${until}, ${countOf(daysLeft, 'day')} left`;
  return [
    `${fingerprint}  ${standing}  ${time}`,
    `  ${rule} at ${describeAccepted(acceptance)}${caller}, ${place}`,
    `  ${owner}: ${reason}`,
  ];
}
