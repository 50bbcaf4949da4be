import type { Operation } from '../contract/contract.ts';
import { nearIds } from '../core/near-ids.ts';
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

/** A run that is not narrowed. */
export const EVERYTHING: Selection = { only: [], tiers: [], families: [] };

/** As it stands in the record of a run. */
export function describeSelection({ only, tiers, families, shard }: Selection): readonly string[] {
  return [...only, ...tiers, ...families, ...(shard === undefined ? [] : [describeShard(shard)])];
}

/** Whether any pattern names the operation by id, tag, method and path, or path. `*` stands for any text. */
export function matchesOperation(patterns: readonly string[], operation: Operation): boolean {
  if (patterns.length === 0) return true;
  return patterns.some((pattern) => namesOf(operation).some((name) => matchesGlob(pattern, name)));
}

function namesOf({ id, tag, method, path }: Operation): readonly string[] {
  return [id, tag, `${method} ${path}`, path];
}

/** A pattern that selects nothing, and what may have been meant by it. */
export interface IdlePattern {
  readonly pattern: string;
  readonly near: readonly string[];
}

/** The patterns that name none of the operations. */
export function idleOnly(patterns: readonly string[], operations: readonly Operation[]): readonly IdlePattern[] {
  return idleAmong(patterns, operations.flatMap(namesOf));
}

/** The patterns that match none of the ids. */
export function idleAmong(patterns: readonly string[], ids: readonly string[]): readonly IdlePattern[] {
  return patterns
    .filter((pattern) => !ids.some((id) => matchesGlob(pattern, id)))
    .map((pattern) => ({ pattern, near: nearIds(pattern.replaceAll('*', ''), ids) }));
}

/** Whether a case has one of the tiers and one of the families, where any are named. `*` stands for any text. */
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
