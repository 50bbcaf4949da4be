import { HarnessError } from '../core/errors.ts';
import type { Lane } from './case.ts';
import { plannedSteps } from './plan.ts';

/** One part of a plan that is divided among several runs: the first of four is `1/4`. */
export interface Shard {
  readonly index: number;
  readonly total: number;
}

const MOST_SHARDS = 256;

/** Parses `2/4`. Throws a `HarnessError` for anything else. */
export function parseShard(text: string): Shard {
  const [, index, total] = (/^(\d{1,3})\/(\d{1,3})$/.exec(text) ?? []).map(Number);
  if (index === undefined || total === undefined || index < 1 || index > total || total > MOST_SHARDS)
    throw new HarnessError(
      'usage',
      `--shard takes i/n, the i-th of n parts of the plan (n up to ${MOST_SHARDS}), not "${text}"`,
    );
  return { index, total };
}

/** As a run says it of itself: `shard 2/4`. */
export function describeShard({ index, total }: Shard): string {
  return `shard ${index}/${total}`;
}

/**
 * Ids of the operations whose lanes fall to a shard. All lanes of an operation stay together, since its answers are
 * compared with one another; the heaviest operation goes to the shard that has the fewest requests so far. The same lanes
 * in another order are divided the same way, and every operation falls to exactly one shard.
 */
export function operationsOfShard(lanes: readonly Lane[], shard: Shard): readonly string[] {
  const loads = Array.from({ length: shard.total }, () => 0);
  return heaviestFirst(lanes)
    .filter(([, requests]) => {
      const lightest = loads.indexOf(Math.min(...loads));
      loads[lightest] = (loads[lightest] ?? 0) + requests;
      return lightest === shard.index - 1;
    })
    .map(([operationId]) => operationId);
}

function heaviestFirst(lanes: readonly Lane[]): readonly (readonly [operationId: string, requests: number])[] {
  const weights = new Map<string, number>();
  for (const { operationId, cases } of lanes) {
    const requests = cases.reduce((sum, testCase) => sum + plannedSteps(testCase).length, 0);
    weights.set(operationId, (weights.get(operationId) ?? 0) + requests);
  }
  return [...weights].sort(
    ([leftId, left], [rightId, right]) => right - left || (leftId < rightId ? -1 : leftId > rightId ? 1 : 0),
  );
}
