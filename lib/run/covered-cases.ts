import type { Case } from '../cases/case.ts';
import type { CellVerdict } from '../findings/run-record.ts';
import type { JudgedCase } from './judge-case.ts';

/** How a case ended that was started, as far as others depend on it. */
interface Ended {
  readonly isSent: boolean;
  readonly cell?: JudgedCase['cell'];
}

/**
 * Decides, round by round, which of the started cases are sent. At first those that no other started case stands for. Then, where a
 * case deviates, everything that it stands for; where it could not be judged, one more in its place; and the rest of the row of an
 * operation that is not like its gate. It ends when every case was sent or is covered.
 */
export class CoveredCases {
  /** By the case that the plan chose: the cases that it stands for and that were not sent so far. */
  readonly #waiting = new Map<string, Case[]>();
  /** By the same: the case that stands for them now. */
  readonly #standIns = new Map<string, string>();
  readonly #first: Set<string>;

  constructor(started: readonly Case[]) {
    this.#first = new Set(started.map(({ id }) => id));
    const isStandIn = new Set(this.#first);
    for (const testCase of started) {
      const { id, coveredBy } = testCase;
      if (coveredBy === undefined || !isStandIn.has(coveredBy)) continue;
      this.#first.delete(id);
      this.#standIns.set(coveredBy, coveredBy);
      this.#waiting.set(coveredBy, [...(this.#waiting.get(coveredBy) ?? []), testCase]);
    }
  }

  /** Ids of the cases that are sent first. */
  first(): ReadonlySet<string> {
    return this.#first;
  }

  /** Ids of the cases that are sent next, by how those before ended; empty at the end. */
  next(ended: ReadonlyMap<string, Ended>): ReadonlySet<string> {
    const odd = findOddRows(ended);
    const next = new Set<string>();
    for (const [group, waiting] of this.#waiting) {
      const standIn = ended.get(this.#standIns.get(group) ?? '');
      const isUntold = isJudgedAs(standIn, 'could-not-tell');
      const isAll = standIn?.isSent !== true || isJudgedAs(standIn, 'drift');
      for (const [index, { id, family, operationId }] of waiting.entries())
        if (isAll || (isUntold && index === 0) || (family === 'tier-matrix' && odd.has(operationId))) next.add(id);
      if (isUntold && !isAll && waiting[0] !== undefined) this.#standIns.set(group, waiting[0].id);
      this.#waiting.set(
        group,
        waiting.filter(({ id }) => !next.has(id)),
      );
    }
    return next;
  }

  /** The cases that were not sent, each with the one that stands for it. */
  left(): readonly { readonly testCase: Case; readonly standIn: string }[] {
    return [...this.#waiting].flatMap(([group, waiting]) =>
      waiting.map((testCase) => ({ testCase, standIn: this.#standIns.get(group) ?? group })),
    );
  }
}

/** Ids of the operations of which a plain cell is not as expected. */
function findOddRows(ended: ReadonlyMap<string, Ended>): ReadonlySet<string> {
  return new Set(
    [...ended.values()].flatMap((each) => {
      const { cell } = each;
      const isOdd = each.isSent && (isJudgedAs(each, 'drift') || isJudgedAs(each, 'could-not-tell'));
      return isOdd && cell !== undefined && cell.variant === undefined ? [cell.operationId] : [];
    }),
  );
}

function isJudgedAs(ended: Ended | undefined, verdict: CellVerdict): boolean {
  return ended?.cell?.verdict === verdict;
}
