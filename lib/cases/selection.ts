import type { Operation } from '../contract/contract.ts';
import type { Case } from './case.ts';
import { describeShard, type Shard } from './shard.ts';

/** What a run is narrowed to. Empty lists select everything. */
export interface Selection {
  /** Operation ids, tags, `METHOD /path` or globs over any of them. */
  readonly only: readonly string[];
  readonly tiers: readonly string[];
  readonly families: readonly string[];
  readonly shard?: Shard;
  /** What the shard came to: ids of operations. */
  readonly operations?: readonly string[];
}

export const EVERYTHING: Selection = { only: [], tiers: [], families: [] };

/** As it stands in the record of a run. */
export function describeSelection({ only, tiers, families, shard }: Selection): readonly string[] {
  return [...only, ...tiers, ...families, ...(shard === undefined ? [] : [describeShard(shard)])];
}

/** Whether any pattern names the operation by id, tag, method and path, or path. `*` stands for any text. */
export function matchesOperation(patterns: readonly string[], operation: Operation): boolean {
  if (patterns.length === 0) return true;
  const names = [operation.id, operation.tag, `${operation.method} ${operation.path}`, operation.path];
  return patterns.some((pattern) => names.some((name) => matchesGlob(pattern, name)));
}

export function matchesCase(selection: Selection, testCase: Case): boolean {
  const isTier = selection.tiers.length === 0 || selection.tiers.some((pattern) => matchesGlob(pattern, testCase.tier));
  const isFamily =
    selection.families.length === 0 || selection.families.some((pattern) => matchesGlob(pattern, testCase.family));
  return isTier && isFamily;
}

function matchesGlob(pattern: string, text: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`, 'i').test(text);
}
