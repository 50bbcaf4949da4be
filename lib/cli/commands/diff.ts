import { HarnessError } from '../../core/errors.ts';
import { EXIT } from '../../core/exit-codes.ts';
import { compareRuns, type ChangedFinding, type RunComparison } from '../../drift/compare-runs.ts';
import type { Finding } from '../../findings/finding.ts';
import { printPlace } from '../../findings/place.ts';
import type { RunFacts } from '../../findings/run-record.ts';
import { describeOperations, listCoverage, titleOfRule, titleOfTier } from '../../reporters/describe-record.ts';
import { renderJson } from '../../reporters/json.ts';
import { toPrintable } from '../../reporters/safe-text.ts';
import type { CommandUnit } from '../create-program.ts';
import { findLastRun, findRun, type FoundRun } from '../reports-folder.ts';

interface DiffFlags {
  readonly json?: true;
  readonly failOnNew?: true;
  readonly reports: string;
}

/** `conform diff`: compares the findings of two runs. */
export const diffCommand: CommandUnit = {
  name: 'diff',
  register: (program) => {
    program
      .command('diff')
      .argument('[earlier]', 'folder, run.json or id of a run (default: the run before the later one on its target)')
      .argument('[later]', 'folder, run.json or id of a run (default: the last one on the same target)')
      .option('--json', 'the comparison as JSON')
      .option('--fail-on-new', 'exit code 1 where the later run has findings that the earlier one has not')
      .option('--reports <folder>', 'where the reports of runs are', 'reports')
      .summary('compares two runs: new, gone, changed')
      .description(
        'Compares two runs. A finding is gone only where the later run judged its probe again; otherwise it was not checked.',
      )
      .addHelpText('after', EXAMPLES)
      .action((earlier: string | undefined, later: string | undefined, flags: DiffFlags) => {
        process.exitCode = diff(earlier, later, flags);
      });
  },
};

const EXAMPLES = `
Examples:
  $ conform diff                                    the last run against the one before
  $ conform diff 20261124T020000-0a1b2c3d           that run against the last one
  $ conform diff runs/monday runs/tuesday --json

Exit codes: 0, or 1 with --fail-on-new; 2 where a run is not there.`;

function diff(earlier: string | undefined, later: string | undefined, flags: DiffFlags): number {
  const pair = selectPair(earlier, later, flags.reports);
  const comparison = compareRuns(pair.earlier.record, pair.later.record);
  process.stdout.write(flags.json === true ? renderJson(comparison) : renderComparison(comparison));
  return flags.failOnNew === true && comparison.newFindings.length > 0 ? EXIT.newDrift : EXIT.conforms;
}

function selectPair(
  earlier: string | undefined,
  later: string | undefined,
  reports: string,
): { readonly earlier: FoundRun; readonly later: FoundRun } {
  const first = earlier === undefined ? undefined : findRun(earlier, reports);
  const target = first?.record.run.target.name;
  const last =
    later === undefined ? findLastRun(reports, target === undefined ? {} : { target }) : findRun(later, reports);
  if (last === undefined)
    throw new HarnessError('usage', `there is no run to compare with in ${reports}`, ['`conform run` makes one']);
  const { run } = last.record;
  const before = first ?? findLastRun(reports, { target: run.target.name, before: last.record });
  if (before === undefined) {
    throw new HarnessError('usage', `there is no run against ${run.target.name} before ${run.id} in ${reports}`, [
      'name the run to compare with',
    ]);
  }
  return { earlier: before, later: last };
}

/** Renders a comparison of two runs for people: the new findings first, then the gone ones, then the changed ones. */
export function renderComparison(comparison: RunComparison): string {
  const { newFindings, gone, changed, stillThere, notChecked, firstLooks } = comparison;
  const looks = new Set(firstLooks);
  const lines = [
    `earlier  ${describeRun(comparison.earlier)}`,
    `later    ${describeRun(comparison.later)}`,
    ...differences(comparison),
    '',
    `${newFindings.length} new, ${gone.length} gone, ${stillThere.length + changed.length} still there (${changed.length} changed), ${notChecked.length} not checked`,
    ...block('New', newFindings, (finding) =>
      describeFinding(finding, looks.has(finding.fingerprint) ? 'the earlier run did not look' : ''),
    ),
    ...block('Gone: probed again and not found', gone, (finding) => describeFinding(finding)),
    ...block('Changed', changed, describeChange),
    ...block('Not checked: the later run did not judge their probes', notChecked, (finding) =>
      describeFinding(finding),
    ),
    ...block('Operations added', comparison.operationsAdded, (id) => [id]),
    ...block('Operations vanished', comparison.operationsVanished, (id) => [id]),
    ...block(
      'Slower',
      comparison.latency.filter((each) => each.isSlower),
      ({ operationId, earlierMs, laterMs, ratio }) => [
        `${operationId}  ${earlierMs} ms, now ${laterMs} ms (${ratio} times)`,
      ],
    ),
    ...gapLines(comparison),
    ...coverageLines(comparison),
  ];
  return `${lines.map(toPrintable).join('\n')}\n`;
}

function describeRun({ id, target, profile, contract, seed }: RunFacts): string {
  return `${id}  ${target.name}, profile ${profile}, seed ${seed}, contract ${contract.version} (${contract.hash.slice(0, 12)})`;
}

/** Lists differences between two runs that make them hard to compare, such as another target or seed. */
function differences({ earlier, later }: RunComparison): readonly string[] {
  const rows: readonly (readonly [text: string, isDifferent: boolean])[] = [
    ['the runs are against different targets', earlier.target.name !== later.target.name],
    ['the runs were judged by different editions of the contract', earlier.contract.hash !== later.contract.hash],
    ['the runs have different profiles or selections', scopeOf(earlier) !== scopeOf(later)],
    ['the runs have different seeds, so generated values differ', earlier.seed !== later.seed],
  ];
  return rows.flatMap(([text, isDifferent]) => (isDifferent ? [`note     ${text}`] : []));
}

function scopeOf({ profile, selection }: RunFacts): string {
  return [profile, ...selection].join(' ');
}

function block<Item>(
  title: string,
  items: readonly Item[],
  describe: (item: Item) => readonly string[],
): readonly string[] {
  return items.length === 0
    ? []
    : ['', `${title} (${items.length})`, ...items.flatMap((item) => describe(item).map((line) => `  ${line}`))];
}

function describeFinding(finding: Finding, remark = ''): readonly string[] {
  const tier = finding.tier === undefined ? '' : ` as ${titleOfTier(finding.tier)}`;
  return [
    `${finding.fingerprint}  ${finding.severity}  ${describeOperations(finding)}${tier}${remark === '' ? '' : `  (${remark})`}`,
    `  ${finding.rule}: ${titleOfRule(finding.rule)}; ${printPlace(finding.place)}: ${finding.seen}`,
  ];
}

function describeChange({ earlier, later, changes, joined, left }: ChangedFinding): readonly string[] {
  const value = (finding: Finding, change: Exclude<ChangedFinding['changes'][number], 'operations'>): string =>
    change === 'number of cases' ? String(finding.cases.length) : finding[change];
  return [
    ...describeFinding(later),
    ...changes.flatMap((change) =>
      change === 'operations' ? [] : [`  ${change}: ${value(earlier, change)} -> ${value(later, change)}`],
    ),
    ...(joined.length === 0 ? [] : [`  joined: ${joined.join(', ')}`]),
    ...(left.length === 0 ? [] : [`  left: ${left.join(', ')}`]),
  ];
}

function gapLines({ gapsOpened, gapsClosed }: RunComparison): readonly string[] {
  if (gapsOpened.length === 0 && gapsClosed.length === 0) return [];
  return ['', `Gaps: ${gapsOpened.length} opened, ${gapsClosed.length} closed`];
}

function coverageLines({ coverage }: RunComparison): readonly string[] {
  const { operations, statuses, members, enumValues, matrixCells, variants } = coverage;
  const side = (which: 'earlier' | 'later'): ReturnType<typeof listCoverage> =>
    listCoverage({
      operations: operations[which],
      statuses: statuses[which],
      members: members[which],
      enumValues: enumValues[which],
      matrixCells: matrixCells[which],
      variants: variants[which],
    });
  const later = side('later');
  const lines = side('earlier').flatMap(([label, before], index) => {
    const after = later[index]?.[1];
    if (after === undefined || (before.done === after.done && before.of === after.of)) return [];
    return [`  ${label}: ${before.done}/${before.of} -> ${after.done}/${after.of}`];
  });
  return lines.length === 0 ? [] : ['', 'Verified', ...lines];
}
