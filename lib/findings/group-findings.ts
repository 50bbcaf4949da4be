import { compareSeverity, type Severity } from '../core/severity.ts';
import type { Finding } from './finding.ts';
import { printPlace, type Place } from './place.ts';
import { compareText, sortDistinct } from '../core/text.ts';
import { findRule } from '../rules/rules.ts';
import { compareFindings } from './assemble-record.ts';

/** Findings that seem to have one cause: the same disagreement on several operations, or for several tiers of one. */
export interface FindingGroup {
  /** Fingerprint of the first finding: names the group within one run. */
  readonly id: string;
  readonly title: string;
  readonly rule: string;
  /** The worst of its members. */
  readonly severity: Severity;
  readonly count: number;
  /** Sorted by name. */
  readonly operations: readonly string[];
  /** Tiers of the members that have one; sorted by name. */
  readonly tiers: readonly string[];
  /** Fingerprints, the worst first. */
  readonly members: readonly string[];
  readonly first: Finding;
}

/**
 * Groups findings that one change would put right: same rule, check, place, expectation and observation once the names of
 * operations are taken out. Every finding is in exactly one group; the worst group comes first, then the largest.
 */
export function groupFindings(findings: readonly Finding[]): readonly FindingGroup[] {
  const unname = operationRemover(findings);
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { rule, check, place, expected, seen } = finding;
    const key = JSON.stringify([rule, check, ...[wordsOf(place), expected, seen].map((text) => unname(text, finding))]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()].map((members) => describe(members, unname)).sort(compareGroups);
}

function describe(findings: readonly Finding[], unname: Unname): FindingGroup {
  const sorted = [...findings].sort(compareFindings);
  const [first] = sorted;
  if (first === undefined) throw new Error('a group of findings is never empty');
  return {
    id: first.fingerprint,
    title: `${findRule(first.rule)?.title ?? first.rule} (${sorted.length === 1 ? printPlace(first.place) : unname(wordsOf(first.place), first)})`,
    rule: first.rule,
    severity: first.severity,
    count: sorted.length,
    operations: sortDistinct(sorted.map((finding) => finding.operationId)),
    tiers: sortDistinct(sorted.flatMap((finding) => (finding.tier === undefined ? [] : [finding.tier]))),
    members: sorted.map((finding) => finding.fingerprint),
    first,
  };
}

function compareGroups(left: FindingGroup, right: FindingGroup): number {
  return (
    compareSeverity(left.severity, right.severity) ||
    right.count - left.count ||
    compareText(left.rule, right.rule) ||
    compareText(left.id, right.id)
  );
}

type Unname = (text: string, finding: Finding) => string;

/** The place in words, without the operation that shows it. */
function wordsOf(place: Place): string {
  return printPlace(place.seenIn === undefined ? place : { ...place, seenIn: '…' });
}

/** Replaces whole words that are ids of operations, and the finding's own path. */
function operationRemover(findings: readonly Finding[]): Unname {
  const ids = new Set(findings.map((finding) => finding.operationId));
  return (text, { path }) => text.replaceAll(path, '…').replace(/[\w.-]+/g, (word) => (ids.has(word) ? '…' : word));
}
