import type { Tier } from '../tier.ts';
import * as registry from './registry.ts';

/** All tiers, in the order of the columns of the matrix. */
export const TIERS: readonly Tier[] = Object.values(registry).sort((left, right) => left.column - right.column);

const TIER_BY_ID: ReadonlyMap<string, Tier> = new Map(TIERS.map((tier) => [tier.id, tier]));

/** The tier of that id, or undefined. */
export function findTier(id: string | undefined): Tier | undefined {
  return id === undefined ? undefined : TIER_BY_ID.get(id);
}
