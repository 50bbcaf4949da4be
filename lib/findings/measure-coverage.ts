import { matchStatuses } from './match-statuses.ts';
import type { Coverage, MatrixCell, OperationObservation } from './run-record.ts';
import { TIERS } from '../contract/callers.ts';

/** How much of the contract was verified, from what was seen of each of its operations and the cells that were judged. */
export function measureCoverage(operations: readonly OperationObservation[], cells: readonly MatrixCell[]): Coverage {
  const sum = (count: (observation: OperationObservation) => number): number =>
    operations.reduce((total, each) => total + count(each), 0);
  const plain = cells.filter((cell) => cell.variant === undefined);
  const variants = cells.filter((cell) => cell.variant !== undefined);
  return {
    operations: { done: operations.filter((each) => each.exercised).length, of: operations.length },
    statuses: { done: sum(countDeclaredSeen), of: sum((each) => each.statusesDeclared.length) },
    members: {
      done: sum((each) => each.membersSeen.length),
      of: sum((each) => each.membersSeen.length + each.membersNeverSeen.length),
    },
    enumValues: {
      done: sum((each) => each.enumValuesSeen.length),
      of: sum((each) => each.enumValuesSeen.length + each.enumValuesNeverSeen.length),
    },
    matrixCells: { done: plain.filter(isDecided).length, of: operations.length * TIERS.length },
    variants: { done: variants.filter(isDecided).length, of: variants.length },
  };
}

function countDeclaredSeen({ statusesDeclared, statusesSeen }: OperationObservation): number {
  return matchStatuses(statusesDeclared, statusesSeen).met.length;
}

function isDecided({ verdict }: MatrixCell): boolean {
  return verdict === 'as-expected' || verdict === 'drift';
}
