import type { Contract } from '../contract/contract.ts';
import { jsonPathOf } from '../contract/parse-overlay.ts';
import { sortDistinct } from '../core/text.ts';
import type { Occurrence } from './finding.ts';
import { responsibleFor } from '../rules/rules.ts';
import type { ProposedEdit, Reconciliation } from './run-record.ts';

/** The findings of one of several runs, and the edits that it proposes. */
export interface ShardOfEdits {
  readonly findings: readonly Occurrence[];
  readonly reconciliation?: Reconciliation;
}

/**
 * Merges the edits that several runs propose, in the order of their findings. Each edit was proven on the answers of its own
 * run only, so it is left out where another run found something about access at the place that it edits, or already replaces
 * the same node.
 */
export function mergeReconciliations(
  shards: readonly ShardOfEdits[],
  merged: { readonly contract: Contract; readonly findings: readonly Occurrence[] },
): { readonly reconciliation?: Reconciliation } {
  const present = shards.filter(({ reconciliation }) => reconciliation !== undefined);
  if (present.length === 0) return {};
  const rank = new Map(merged.findings.map(({ fingerprint }, index) => [fingerprint, index]));
  const edits = new Map<string, ProposedEdit>();
  const removed = new Set<string>();
  const reasons = new Map(
    present.flatMap(({ reconciliation }) =>
      (reconciliation?.unreconciled ?? []).map(({ fingerprint, reason }) => [fingerprint, reason] as const),
    ),
  );
  for (const shard of present) {
    const foreign = shards.filter((other) => other !== shard).flatMap(({ findings }) => findings);
    const guarded = foreign
      .filter(isOfAccess)
      .map(({ clause }) => jsonPathOf(merged.contract.document, clause.pointer));
    for (const edit of shard.reconciliation?.edits ?? []) {
      const key = JSON.stringify(edit.actions);
      const known = edits.get(key);
      const removals = edit.actions.flatMap(({ remove, target }) => (remove ? [target] : []));
      const reason = edit.actions.some(({ target }) => guarded.some((path) => isSamePlace(path, target)))
        ? GUARDED
        : known === undefined && removals.some((target) => removed.has(target))
          ? CONTRADICTED
          : undefined;
      if (reason === undefined) edits.set(key, known === undefined ? edit : unite(known, edit));
      else for (const fingerprint of edit.fingerprints) reasons.set(fingerprint, reason);
      if (reason === undefined) for (const target of removals) removed.add(target);
    }
  }
  const rankOf = (fingerprints: readonly string[]): number =>
    Math.min(...fingerprints.map((fingerprint) => rank.get(fingerprint) ?? rank.size));
  const kept = [...edits.values()].sort((left, right) => rankOf(left.fingerprints) - rankOf(right.fingerprints));
  const settled = new Set(kept.flatMap(({ fingerprints }) => fingerprints));
  const unreconciled = [...reasons]
    .filter(([fingerprint]) => !settled.has(fingerprint))
    .map(([fingerprint, reason]) => ({ fingerprint, reason }))
    .sort((left, right) => rankOf([left.fingerprint]) - rankOf([right.fingerprint]));
  return { reconciliation: { edits: kept, unreconciled } };
}

const GUARDED = 'another part of the run has a finding of access at the same place of the contract';
const CONTRADICTED = 'another part of the run proposes another edit of the same place';

function isOfAccess(finding: Occurrence): boolean {
  return finding.tier !== undefined || finding.attack !== undefined || responsibleFor(finding) === 'service';
}

function isSamePlace(path: string, target: string): boolean {
  const [one, other] = [withoutItem(path), withoutItem(target)];
  return one.startsWith(other) || other.startsWith(one);
}

/** Returns the path without a last selector of items, because an item may be selected by its index or by its value. */
function withoutItem(path: string): string {
  return path.replace(/\[(?:\d+|\?.*)\]$/, '');
}

function unite(one: ProposedEdit, other: ProposedEdit): ProposedEdit {
  const fingerprints = sortDistinct([...one.fingerprints, ...other.fingerprints]);
  return { ...one, fingerprints, answers: one.answers + other.answers };
}
