import { compareSeverity, type Severity } from '../core/severity.ts';
import type { Finding } from './finding.ts';
import { findRule } from './select-rule.ts';
import { compareText, sortDistinct } from '../core/text.ts';
import { compareFindings } from './sort-record.ts';

/** Findings that look like one cause: the same disagreement on several operations, or for several tiers of one. */
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
  /** Of the members that have one; sorted by name. */
  readonly tiers: readonly string[];
  /** Fingerprints, the worst first. */
  readonly members: readonly string[];
  readonly first: Finding;
}

/**
 * Puts together what one change would put right: same rule, check, place, expectation and observation once the names of
 * operations are taken out. Every finding is in exactly one group; the worst group comes first, then the largest.
 */
export function groupFindings(findings: readonly Finding[]): readonly FindingGroup[] {
  const unname = operationRemover(findings);
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { rule, check, place, expected, seen } = finding;
    const key = JSON.stringify([rule, check, ...[place, expected, seen].map((text) => unname(text, finding))]);
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
    title: `${findRule(first.rule)?.title ?? first.rule} (${sorted.length === 1 ? first.place : unname(first.place, first)})`,
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

/** Replaces whole words that are ids of operations, and the finding's own path; `seen in <id>` names any operation. */
function operationRemover(findings: readonly Finding[]): Unname {
  const ids = new Set(findings.map((finding) => finding.operationId));
  return (text, { path }) =>
    text
      .replaceAll(path, '…')
      .replace(/, seen in [\w.-]+$/, ', seen in …')
      .replace(/[\w.-]+/g, (word) => (ids.has(word) ? '…' : word));
}
