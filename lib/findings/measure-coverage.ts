import { sortDistinct } from '../core/text.ts';
import type { Count, Coverage, MatrixCell, OperationObservation } from './run-record.ts';

/** Measures how much of the contract was verified, by the observations of its operations and the cells that were judged, of so many in the matrix. */
export function measureCoverage(
  operations: readonly OperationObservation[],
  cells: readonly MatrixCell[],
  matrixCells: number,
): Coverage {
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
    matrixCells: countDecided(plain, matrixCells),
    variants: countDecided(variants, variants.length),
  };
}

function countDeclaredSeen({ statusesDeclared, statusesSeen }: OperationObservation): number {
  return matchStatuses(statusesDeclared, statusesSeen).met.length;
}

function countDecided(cells: readonly MatrixCell[], of: number): Count {
  const covered = cells.filter(({ verdict }) => verdict === 'covered').length;
  return { done: cells.filter(isDecided).length, of, ...(covered === 0 ? {} : { covered }) };
}

function isDecided({ verdict }: MatrixCell): boolean {
  return verdict === 'as-expected' || verdict === 'drift' || verdict === 'covered';
}

/** The declared statuses that were seen or not, and the seen ones that are not declared. */
interface MatchedStatuses {
  /** As the contract writes them: `200`, `4XX`, `default`. In its order. */
  readonly met: readonly string[];
  readonly unmet: readonly string[];
  readonly undeclared: readonly string[];
}

/**
 * Matches the statuses that were seen with the declared ones. A status is declared by itself before its range, such as `4XX`,
 * and by that before `default` (OpenAPI 3.1, responses object).
 */
export function matchStatuses(declared: readonly string[], seen: readonly string[]): MatchedStatuses {
  const declaredFor = (status: string): string | undefined =>
    declared.find((each) => each === status) ??
    declared.find((each) => each.toUpperCase() === `${status.charAt(0)}XX`) ??
    declared.find((each) => each === 'default');
  const met = new Set(seen.map(declaredFor));
  return {
    met: declared.filter((status) => met.has(status)),
    unmet: declared.filter((status) => !met.has(status)),
    undeclared: seen.filter((status) => declaredFor(status) === undefined),
  };
}

/** Adds counts per name: `{ a: 1 }` and `{ a: 2, b: 1 }` give `{ a: 3, b: 1 }`. */
export function addCounts(...all: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const names = sortDistinct(all.flatMap(Object.keys));
  return Object.fromEntries(names.map((name) => [name, all.reduce((sum, counts) => sum + (counts[name] ?? 0), 0)]));
}
