import type { Contract } from '../contract/contract.ts';
import { compareText } from '../core/text.ts';
import { compareSeverity } from '../core/severity.ts';
import type { Gap, Occurrence } from './finding.ts';
import type { CaseOutcome, MatrixCell } from './run-record.ts';

/** Compares findings: worst first, then by rule and operation. */
export function compareFindings(left: Occurrence, right: Occurrence): number {
  return (
    compareSeverity(left.severity, right.severity) ||
    compareText(left.rule, right.rule) ||
    compareText(left.operationId, right.operationId) ||
    compareText(left.fingerprint, right.fingerprint)
  );
}

/** Joins everything that a gap says into one text: equal gaps have equal keys. */
export function keyOfGap(gap: Gap): string {
  return [gap.rule, gap.operationId ?? '', gap.caseId ?? '', gap.tier ?? '', gap.reason].join(' ');
}

/** Sorts gaps as a record has them. */
export function sortGaps(gaps: readonly Gap[]): readonly Gap[] {
  return [...gaps].sort((left, right) => compareText(keyOfGap(left), keyOfGap(right)));
}

/** Sorts cases as a record has them: by id. */
export function sortCases(cases: readonly CaseOutcome[]): readonly CaseOutcome[] {
  return [...cases].sort((left, right) => compareText(left.id, right.id));
}

/** Sorts cells by operation in the order given (the contract's), the plain cells first, then by column and case. */
export function sortCells(
  { callers }: Contract['platform'],
  operations: readonly { readonly operationId: string }[],
  cells: readonly MatrixCell[],
): readonly MatrixCell[] {
  const order = new Map(operations.map(({ operationId }, index) => [operationId, index]));
  const columns = new Map(callers.list.map((tier, index) => [tier.id, index + 1]));
  return [...cells].sort(
    (left, right) =>
      (order.get(left.operationId) ?? 0) - (order.get(right.operationId) ?? 0) ||
      (left.variant === undefined ? 0 : 1) - (right.variant === undefined ? 0 : 1) ||
      (columns.get(left.tier) ?? 0) - (columns.get(right.tier) ?? 0) ||
      compareText(left.caseId, right.caseId),
  );
}

/** Merges findings with the same fingerprint, the worst first: the words and the command of the canonical case, the ids of all. */
export function mergeFindings(findings: readonly Occurrence[]): readonly Occurrence[] {
  const groups = new Map<string, Occurrence[]>();
  for (const finding of findings) {
    const group = groups.get(finding.fingerprint);
    if (group === undefined) groups.set(finding.fingerprint, [finding]);
    else group.push(finding);
  }
  return [...groups.values()].map((group) => merge(group)).sort(compareFindings);
}

function merge(group: readonly Occurrence[]): Occurrence {
  const [first, ...others] = [...group].sort(compareAsExamples);
  if (first === undefined) throw new Error('a group of findings is never empty');
  const [canonical = '', ...rest] = first.cases;
  const more = new Set([...rest, ...others.flatMap((finding) => finding.cases)]);
  more.delete(canonical);
  return { ...first, cases: [canonical, ...[...more].sort(compareText)] };
}

/**
 * The better example first: a case of the finding's own operation, since others come to it by an id that an earlier
 * answer of theirs gave; then the command with the fewest values that no configuration gives; then by id, so that it is
 * the same in every run.
 */
function compareAsExamples(left: Occurrence, right: Occurrence): number {
  return (
    Number(isOfAnother(left)) - Number(isOfAnother(right)) ||
    countUnknown(left) - countUnknown(right) ||
    compareText(left.cases[0] ?? '', right.cases[0] ?? '') ||
    compareText(left.seen, right.seen)
  );
}

function isOfAnother({ operationId, cases }: Occurrence): boolean {
  return cases[0]?.startsWith(`${operationId}/`) !== true;
}

const VARIABLE = /(?<=\$\{?)[A-Z][A-Z0-9_]*/g;
/** Variables that a configuration gives: addresses, the org, a workspace, and credentials. */
const CONFIGURED =
  /^(?!FRESH_|UNKNOWN_)(?:(?:CP|TENANT)_BASE_URL|(?:OTHER_)?(?:ORG|WORKSPACE)_(?:SLUG|ID)|.*_(?:SESSION|BEARER|SECRET|TOKEN|KEY))$/;

function countUnknown({ reproduce }: Occurrence): number {
  return [...new Set(reproduce.match(VARIABLE))].filter((name) => !CONFIGURED.test(name)).length;
}
