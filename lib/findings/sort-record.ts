import { TIERS } from '../contract/callers.ts';
import { compareText } from '../core/text.ts';
import { compareSeverity } from '../core/severity.ts';
import type { Finding, Gap } from './finding.ts';
import type { CaseOutcome, MatrixCell } from './run-record.ts';

/** Worst first, then by rule and operation. */
export function compareFindings(left: Finding, right: Finding): number {
  return (
    compareSeverity(left.severity, right.severity) ||
    compareText(left.rule, right.rule) ||
    compareText(left.operationId, right.operationId) ||
    compareText(left.fingerprint, right.fingerprint)
  );
}

/** Everything that a gap says, as one text: equal gaps have equal keys. */
export function keyOfGap(gap: Gap): string {
  return [gap.rule, gap.operationId ?? '', gap.caseId ?? '', gap.tier ?? '', gap.reason].join(' ');
}

/** Gaps in the order of a record. */
export function sortGaps(gaps: readonly Gap[]): readonly Gap[] {
  return [...gaps].sort((left, right) => compareText(keyOfGap(left), keyOfGap(right)));
}

/** Cases in the order of a record: by id. */
export function sortCases(cases: readonly CaseOutcome[]): readonly CaseOutcome[] {
  return [...cases].sort((left, right) => compareText(left.id, right.id));
}

/** By operation in the order given (the contract's), the plain cells first, then by column and case. */
export function sortCells(
  operations: readonly { readonly operationId: string }[],
  cells: readonly MatrixCell[],
): readonly MatrixCell[] {
  const order = new Map(operations.map(({ operationId }, index) => [operationId, index]));
  const columns = new Map(TIERS.map((tier, index) => [tier.id, index + 1]));
  return [...cells].sort(
    (left, right) =>
      (order.get(left.operationId) ?? 0) - (order.get(right.operationId) ?? 0) ||
      (left.variant === undefined ? 0 : 1) - (right.variant === undefined ? 0 : 1) ||
      (columns.get(left.tier) ?? 0) - (columns.get(right.tier) ?? 0) ||
      compareText(left.caseId, right.caseId),
  );
}
