import { isAtLeast, SEVERITIES, type Severity } from '../core/severity.ts';
import { compareText } from '../core/compare-text.ts';
import type { Clause, Finding, Gap } from '../findings/finding.ts';
import type {
  Acceptance,
  CaseState,
  Count,
  Coverage,
  DriftSummary,
  RunRecord,
  RunVerdict,
} from '../findings/run-record.ts';
import { responsibleFor, type Responsible } from '../findings/responsibility.ts';
import { findRule } from '../findings/select-rule.ts';
import { TIERS } from '../contract/callers.ts';

/** What the verdicts are called in reports that people read. */
export const VERDICT_TITLES: Readonly<Record<RunVerdict, string>> = {
  conforms: 'CONFORMS',
  drift: 'DRIFT',
  'could-not-judge': 'COULD NOT JUDGE',
  'left-behind': 'LEFT SOMETHING BEHIND',
  interrupted: 'INTERRUPTED',
};

type Judged = Pick<RunRecord, 'verdict' | 'findings' | 'drift'>;

/** Whether a run ended well only because it was told to let graver drift pass. */
export function passesDrift(record: Judged): boolean {
  const isGrave = (finding: Finding): boolean =>
    isAtLeast(finding.severity, 'major') && driftStateOf(finding, record) !== 'unchanged';
  return record.verdict === 'conforms' && record.findings.some(isGrave);
}

/** What the verdict of a run is called; drift that does not fail is not called conforming. */
export function titleOfVerdict(record: Judged): string {
  return passesDrift(record) ? 'DRIFT THAT DOES NOT FAIL THIS RUN' : VERDICT_TITLES[record.verdict];
}

/** Gaps of one rule with one reason, which is how people read them: once, with a count. */
export interface GapGroup {
  readonly rule: string;
  readonly title: string;
  readonly reason: string;
  readonly count: number;
  readonly operations: readonly string[];
  readonly tiers: readonly string[];
}

/** The gaps by rule and reason, the most frequent first. */
export function groupGaps(gaps: readonly Gap[]): readonly GapGroup[] {
  const groups = new Map<string, Gap[]>();
  for (const gap of gaps) {
    const key = JSON.stringify([gap.rule, gap.reason]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [gap]);
    else group.push(gap);
  }
  return [...groups.values()]
    .map(describeGroup)
    .sort(
      (left, right) =>
        right.count - left.count || compareText(left.rule, right.rule) || compareText(left.reason, right.reason),
    );
}

function describeGroup(group: readonly Gap[]): GapGroup {
  const { rule = '', reason = '' } = group[0] ?? {};
  return {
    rule,
    title: titleOfRule(rule),
    reason,
    count: group.length,
    operations: distinct(group.map((gap) => gap.operationId)),
    tiers: distinct(group.map((gap) => gap.tier)),
  };
}

function distinct(names: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

/** The findings of each severity that has any, the worst first. */
export function groupBySeverity(findings: readonly Finding[]): readonly (readonly [Severity, readonly Finding[]])[] {
  return SEVERITIES.map(
    (severity) => [severity, findings.filter((finding) => finding.severity === severity)] as const,
  ).filter(([, group]) => group.length > 0);
}

/** What was verified, in the order that it is read in. */
export function listCoverage(coverage: Coverage): readonly (readonly [label: string, count: Count])[] {
  return [
    ['operations', coverage.operations],
    ['declared statuses', coverage.statuses],
    ['response members', coverage.members],
    ['enum values', coverage.enumValues],
    ['matrix cells', coverage.matrixCells],
    ['ways to be wrong', coverage.variants],
  ];
}

/** How the cases of the plan ended; the numbers add up to all of them. */
export function countCases({ cases }: RunRecord): readonly (readonly [label: string, count: number])[] {
  const count = (state: CaseState): number => cases.filter((outcome) => outcome.state === state).length;
  const unsent = cases.filter(({ state, requests }) => state === 'inconclusive' && requests === 0).length;
  return [
    ['passed', count('passed')],
    ['failed', count('failed')],
    ['skipped', count('skipped')],
    ['inconclusive', count('inconclusive') - unsent],
    ['not sent', unsent],
  ];
}

/** `10 planned: 8 passed, 1 failed, 1 skipped, 0 inconclusive, 0 not sent`. */
export function describeCases(record: RunRecord): string {
  const counts = countCases(record).map(([label, count]) => `${count} ${label}`);
  return `${record.cases.length} planned: ${counts.join(', ')}`;
}

/** A record of another edition may carry rules that this one does not know. */
export function titleOfRule(id: string): string {
  return findRule(id)?.title ?? id;
}

const TIER_TITLES: ReadonlyMap<string, string> = new Map(TIERS.map((tier) => [tier.id, tier.title]));

/** The name of a tier that people read; its id, where this edition does not know it. */
export function titleOfTier(id: string): string {
  return TIER_TITLES.get(id) ?? id;
}

const RESPONSIBLE_TITLES: Readonly<Record<Responsible, string>> = {
  service: 'the service',
  contract: 'the contract',
  either: 'the service or the contract: somebody has to decide',
};

/** Who would have to change, and how. */
export function describeResponsible(finding: Pick<Finding, 'rule'>): string {
  const fix = findRule(finding.rule)?.fix;
  return `${RESPONSIBLE_TITLES[responsibleFor(finding)]}${fix === undefined ? '' : ` (${fix})`}`;
}

/** `spec/management.yaml:139:7`, which editors and terminals open. */
export function describeClause({ position }: Clause): string {
  return `${position.file}:${position.line}:${position.column}`;
}

/** `1 gap`, `2 gaps`: the count and the word, in the plural where it has to be. */
export function countOf(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** `DELETE /orgs/{slug}`. */
export function describeOperation(finding: Pick<Finding, 'method' | 'path'>): string {
  return `${finding.method.toUpperCase()} ${finding.path}`;
}

/** The contract that decided: title, edition and what was laid on it. */
export function describeContract({ contract }: RunRecord['run']): string {
  const overlays = contract.overlays === undefined ? '' : ` with ${contract.overlays.join(' and ')} laid on it`;
  return `${contract.title} ${contract.version}${overlays}`;
}

/** The file in which a run proposes edits of the contract. */
export const PROPOSED_OVERLAY = 'proposed.overlay.yaml';

/** How many findings the contract could follow, in one line; empty where none is a matter of shape. */
export function describeReconciliation({ findings, reconciliation }: RunRecord): string {
  if (reconciliation === undefined) return '';
  const { edits, unreconciled } = reconciliation;
  const count = new Set(edits.flatMap(({ fingerprints }) => fingerprints)).size;
  const could = `${count} of ${countOf(findings.length, 'finding')} could be reconciled by editing the contract`;
  if (count === 0) return `${could}: none of ${unreconciled.length} that are a matter of shape`;
  return `${could}: ${countOf(edits.length, 'edit')} in ${PROPOSED_OVERLAY}`;
}

/** Why no edit is proposed, for each finding of shape that has none. */
export function listUnreconciled(record: RunRecord): readonly { readonly finding: string; readonly reason: string }[] {
  const byFingerprint = new Map(record.findings.map((finding) => [finding.fingerprint, finding]));
  return (record.reconciliation?.unreconciled ?? []).map(({ fingerprint, reason }) => {
    const finding = byFingerprint.get(fingerprint);
    const name = finding === undefined ? fingerprint : `${finding.rule} at ${finding.operationId}, ${finding.place}`;
    return { finding: name, reason };
  });
}

/** How a finding stands to the baseline, in the words of SARIF; unset where the run was not held against one. */
export function driftStateOf(
  finding: Finding,
  { drift }: Pick<RunRecord, 'drift'>,
): 'new' | 'unchanged' | 'updated' | undefined {
  if (drift === undefined) return undefined;
  const isIn = (acceptances: readonly Acceptance[]): boolean =>
    acceptances.some(({ fingerprint }) => fingerprint === finding.fingerprint);
  if (isIn(drift.worse)) return 'updated';
  return isIn(drift.stillThere) ? 'unchanged' : 'new';
}

/** Whether anything has been accepted of the target: without that there is nothing to hold a run against. */
export function hasAcceptances({ stillThere, expired, worse, gone, notChecked }: DriftSummary): boolean {
  return [stillThere, expired, worse, gone, notChecked].some((acceptances) => acceptances.length > 0);
}

/** How the findings stand to what has been accepted, in one line; empty where nothing has. */
export function describeDrift({ drift }: RunRecord): string {
  if (drift === undefined || !hasAcceptances(drift)) return '';
  const { newFindings, stillThere, expired, worse, gone, notChecked } = drift;
  const reasons = [
    ...(expired.length === 0 ? [] : [`${expired.length} accepted once, for a time that has passed`]),
    ...(worse.length === 0 ? [] : [`${worse.length} accepted when milder`]),
  ];
  const known = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
  return `${newFindings.length} new${known}, ${stillThere.length} still there, ${gone.length} gone, ${notChecked.length} not checked`;
}

/** One line for each acceptance that somebody has to look at: those that lapsed, are of something milder, are gone or were not checked. */
export function describeAcceptances({ drift }: RunRecord): readonly string[] {
  if (drift === undefined) return [];
  const describe = (state: string, acceptances: readonly Acceptance[]): readonly string[] =>
    acceptances.map(
      ({ fingerprint, rule, operationId, place, owner, until }) =>
        `${state}: ${fingerprint} ${rule} at ${operationId}, ${place} (${owner}, until ${until})`,
    );
  return [
    ...describe('lapsed', drift.expired),
    ...describe('worse now', drift.worse),
    ...describe('gone', drift.gone),
    ...describe('not checked', drift.notChecked),
  ];
}
