import type { ChangedFinding, RunComparison } from '../drift/compare-runs.ts';
import type { Finding } from '../findings/finding.ts';
import type { RunFacts } from '../findings/run-record.ts';
import { describeOperation, listCoverage, titleOfRule, titleOfTier } from '../reporters/describe-record.ts';
import { toPrintable } from '../reporters/safe-text.ts';

/** Two runs side by side for people: what is new first, then what went, then what moved. */
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

/** What makes two runs less comparable than they look. */
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
    `${finding.fingerprint}  ${finding.severity}  ${describeOperation(finding)}${tier}${remark === '' ? '' : `  (${remark})`}`,
    `  ${finding.rule}: ${titleOfRule(finding.rule)}; ${finding.place}: ${finding.seen}`,
  ];
}

function describeChange({ earlier, later, changes }: ChangedFinding): readonly string[] {
  const value = (finding: Finding, change: ChangedFinding['changes'][number]): string =>
    change === 'number of cases' ? String(finding.cases.length) : finding[change];
  return [
    ...describeFinding(later),
    ...changes.map((change) => `  ${change}: ${value(earlier, change)} -> ${value(later, change)}`),
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
