import type { Operation } from '../contract/contract.ts';
import { HarnessError } from '../core/errors.ts';
import { nearIds } from '../core/near-ids.ts';
import { compareText, escapeRegExp } from '../core/text.ts';
import { plannedSteps, type Case, type Sequence } from './case.ts';

/** The part of the plan that a run is narrowed to. Empty lists select everything. */
export interface Selection {
  /** Operation ids, tags, `METHOD /path` or globs over any of them. */
  readonly only: readonly string[];
  readonly tiers: readonly string[];
  readonly families: readonly string[];
  readonly shard?: Shard;
  /** Every case is sent, also those that another case of the same gate stands for. */
  readonly isExhaustive?: boolean;
}

/** A run that is not narrowed. */
export const EVERYTHING: Selection = { only: [], tiers: [], families: [] };

/** The words of a selection that stand in the record of a run: `getOrg`, `shard 2/4`. */
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
interface IdlePattern {
  readonly pattern: string;
  readonly near: readonly string[];
}

/** Finds the patterns that name none of the operations. */
export function idleOnly(patterns: readonly string[], operations: readonly Operation[]): readonly IdlePattern[] {
  return idleAmong(patterns, operations.flatMap(namesOf));
}

/** Finds the patterns that match none of the ids. */
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
  const source = pattern.split('*').map(escapeRegExp).join('.*');
  return new RegExp(`^${source}$`, 'i').test(text);
}

/** A part of a plan that is divided among several runs: the first of four is `1/4`. */
interface Shard {
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

/** Describes a shard: `shard 2/4`. */
function describeShard({ index, total }: Shard): string {
  return `shard ${index}/${total}`;
}

/**
 * Lists the ids of the operations whose sequences fall to a shard. All sequences of an operation stay together, since its answers are
 * compared with one another; the heaviest operation goes to the shard that has the fewest requests so far. The same sequences
 * in another order are divided the same way, and every operation falls to exactly one shard.
 */
export function operationsOfShard(sequences: readonly Sequence[], shard: Shard): readonly string[] {
  const loads = Array.from({ length: shard.total }, () => 0);
  return heaviestFirst(sequences)
    .filter(([, requests]) => {
      const lightest = loads.indexOf(Math.min(...loads));
      loads[lightest] = (loads[lightest] ?? 0) + requests;
      return lightest === shard.index - 1;
    })
    .map(([operationId]) => operationId);
}

function heaviestFirst(sequences: readonly Sequence[]): readonly (readonly [operationId: string, requests: number])[] {
  const weights = new Map<string, number>();
  for (const { operationId, cases } of sequences) {
    const requests = cases.reduce((sum, testCase) => sum + plannedSteps(testCase).length, 0);
    weights.set(operationId, (weights.get(operationId) ?? 0) + requests);
  }
  return [...weights].sort(([leftId, left], [rightId, right]) => right - left || compareText(leftId, rightId));
}
