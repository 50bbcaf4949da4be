import { KNOWN_CALLERS } from '../platform/known-callers.ts';
import { isAtLeast, SEVERITIES, type Severity } from '../core/severity.ts';
import { compareText, countOf, sortDistinct } from '../core/text.ts';
import type { Clause, Finding, Gap } from '../findings/finding.ts';
import type {
  Acceptance,
  CaseState,
  Count,
  Coverage,
  Deviation,
  DriftSummary,
  MatrixCell,
  RunRecord,
  RunVerdict,
} from '../findings/run-record.ts';
import { occurrencesOf, operationsOf } from '../findings/merge-into-causes.ts';
import { printPlace } from '../findings/place.ts';
import { RESPONSIBLE_TITLES } from '../rules/rule.ts';
import { findRule, responsibleFor } from '../rules/rules.ts';

/** The titles of the verdicts in reports that people read. */
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

/** Returns the title of a run's verdict. Drift that does not fail is not called conforming. */
export function titleOfVerdict(record: Judged): string {
  return passesDrift(record) ? 'DRIFT THAT DOES NOT FAIL THIS RUN' : VERDICT_TITLES[record.verdict];
}

/** Gaps of one rule with one reason, which people read once, with a count. */
export interface GapGroup {
  readonly rule: string;
  readonly title: string;
  readonly reason: string;
  readonly count: number;
  readonly operations: readonly string[];
  readonly tiers: readonly string[];
}

/** Groups gaps by rule and reason, the most frequent first. */
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
    operations: sortDistinct(group.flatMap(({ operationId }) => operationId ?? [])),
    tiers: sortDistinct(group.flatMap(({ tier }) => tier ?? [])),
  };
}

/** Groups findings by severity, the worst first, without severities that have none. */
export function groupBySeverity(findings: readonly Finding[]): readonly (readonly [Severity, readonly Finding[]])[] {
  return SEVERITIES.map(
    (severity) => [severity, findings.filter((finding) => finding.severity === severity)] as const,
  ).filter(([, group]) => group.length > 0);
}

/** Lists the counts of a coverage with their labels, in the order in which they are read. */
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

/** Describes how many of a count another case of the same gate stands for: ` (230 by gate)`. Empty where there are none. */
export function describeCovered({ covered = 0 }: Count): string {
  return covered === 0 ? '' : ` (${covered} by gate)`;
}

/** Counts the cases of the plan by how they ended; the numbers add up to all of them. */
export function countCases({ cases }: RunRecord): readonly (readonly [label: string, count: number])[] {
  const count = (state: CaseState): number => cases.filter((outcome) => outcome.state === state).length;
  const unsent = cases.filter(({ state, requests }) => state === 'inconclusive' && requests === 0).length;
  return [
    ['passed', count('passed')],
    ['failed', count('failed')],
    ['covered', count('covered')],
    ['skipped', count('skipped')],
    ['inconclusive', count('inconclusive') - unsent],
    ['not sent', unsent],
  ];
}

/** Describes how the cases ended: `10 planned: 8 passed, 1 failed, 1 skipped, 0 inconclusive, 0 not sent`. */
export function describeCases(record: RunRecord): string {
  const counts = countCases(record).map(([label, count]) => `${count} ${label}`);
  return `${record.cases.length} planned: ${counts.join(', ')}`;
}

/** Returns the title of a rule, or its id where a record of another edition has a rule that this one does not know. */
export function titleOfRule(id: string): string {
  return findRule(id)?.title ?? id;
}

const TIER_TITLES: ReadonlyMap<string, string> = new Map(KNOWN_CALLERS.map((tier) => [tier.id, tier.title]));

/** Returns the title of a tier, or its id where this edition does not know it. */
export function titleOfTier(id: string): string {
  return TIER_TITLES.get(id) ?? id;
}

/** Describes who has to change, and how: `the service (return the declared status)`. */
export function describeResponsible(finding: Pick<Finding, 'rule'>): string {
  const fix = findRule(finding.rule)?.fix;
  return `${RESPONSIBLE_TITLES[responsibleFor(finding)]}${fix === undefined ? '' : ` (${fix})`}`;
}

/** Describes where a clause stands, as editors and terminals open it: `spec/management.yaml:139:7`. */
export function describeClause({ position }: Clause): string {
  return `${position.file}:${position.line}:${position.column}`;
}

/** The states of a known deviation, in words. */
export const DEVIATION_STATES: Readonly<Record<Deviation['state'], string>> = {
  met: 'met',
  'not-met': 'not met: the deployment follows the contract',
  'not-checked': 'not checked',
};

/** Lists the tiers of a matrix in the order of their columns; those that this edition does not know come last. */
export function listColumns(matrix: readonly MatrixCell[]): readonly string[] {
  const seen = new Set(matrix.map((cell) => cell.tier));
  const known = KNOWN_CALLERS.map((tier) => tier.id).filter((id) => seen.has(id));
  return [...known, ...[...seen].filter((id) => !known.includes(id)).sort()];
}

/** Describes the operation of a finding: `DELETE /orgs/{slug}`. */
export function describeOperation(finding: Pick<Finding, 'method' | 'path'>): string {
  return `${finding.method.toUpperCase()} ${finding.path}`;
}

/** Describes the operations of a finding: `DELETE /orgs/{slug} and 3 more operations`. */
export function describeOperations(finding: Finding): string {
  const others = operationsOf(finding).length - 1;
  return `${describeOperation(finding)}${others === 0 ? '' : ` and ${countOf(others, 'more operation')}`}`;
}

/** Lists the titles of the callers that a finding is about; none where it is not about callers. */
export function listCallers({ occurrences }: Finding): readonly string[] {
  return sortDistinct(occurrences.flatMap(({ tier }) => (tier === undefined ? [] : [titleOfTier(tier)])));
}

/** Describes the contract that decided: title, edition and the overlays that were laid on it. */
export function describeContract({ contract }: RunRecord['run']): string {
  const overlays = contract.overlays === undefined ? '' : ` with ${contract.overlays.join(' and ')} laid on it`;
  return `${contract.title} ${contract.version}${overlays}`;
}

/** The file in which a run proposes edits of the contract. */
export const PROPOSED_OVERLAY = 'proposed.overlay.yaml';

/** Summarises in one line how many findings the contract could follow; empty where none is a matter of shape. */
export function describeReconciliation({ findings, reconciliation }: RunRecord): string {
  if (reconciliation === undefined) return '';
  const { edits, unreconciled } = reconciliation;
  const settled = new Set(edits.flatMap(({ fingerprints }) => fingerprints));
  const count = findings.filter(({ occurrences }) => occurrences.every((each) => settled.has(each.fingerprint))).length;
  const could = `${count} of ${countOf(findings.length, 'finding')} could be reconciled by editing the contract`;
  if (edits.length === 0) return `${could}: none of ${unreconciled.length} that are a matter of shape`;
  return `${could}: ${countOf(edits.length, 'edit')} in ${PROPOSED_OVERLAY}`;
}

/** Lists the findings of shape that no edit is proposed for, with the reasons. */
export function listUnreconciled(record: RunRecord): readonly { readonly finding: string; readonly reason: string }[] {
  const byFingerprint = new Map(occurrencesOf(record.findings).map((each) => [each.fingerprint, each]));
  return (record.reconciliation?.unreconciled ?? []).map(({ fingerprint, reason }) => {
    const finding = byFingerprint.get(fingerprint);
    const name =
      finding === undefined ? fingerprint : `${finding.rule} at ${finding.operationId}, ${printPlace(finding.place)}`;
    return { finding: name, reason };
  });
}

/** The fingerprints of a drift: of the findings that are new, and those that an acceptance which counts names. */
interface DriftIndex {
  readonly open: ReadonlySet<string>;
  readonly accepted: ReadonlySet<string>;
}

const indexes = new WeakMap<DriftSummary, DriftIndex>();

/** Returns the fingerprints of a drift, from an index: a record may hold ten thousand findings. */
function indexOf(drift: DriftSummary): DriftIndex {
  const known = indexes.get(drift);
  if (known !== undefined) return known;
  const accepted = [...drift.stillThere, ...drift.worse].map(({ fingerprint }) => fingerprint);
  const index = { open: new Set(drift.newFindings), accepted: new Set(accepted) };
  indexes.set(drift, index);
  return index;
}

/**
 * Returns the state of a finding by the baseline, in the words of SARIF: `updated` where a part of it is accepted, and the rest
 * is worse or on another operation. Undefined where there was no baseline.
 */
export function driftStateOf(
  { fingerprint, occurrences }: Finding,
  { drift }: Pick<RunRecord, 'drift'>,
): 'new' | 'unchanged' | 'updated' | undefined {
  if (drift === undefined) return undefined;
  const { open, accepted } = indexOf(drift);
  if (!open.has(fingerprint)) return 'unchanged';
  const isKnown = [fingerprint, ...occurrences.map((each) => each.fingerprint)].some((name) => accepted.has(name));
  return isKnown ? 'updated' : 'new';
}

/** Whether anything has been accepted of the target. */
export function hasAcceptances({ stillThere, expired, worse, gone, notChecked }: DriftSummary): boolean {
  return [stillThere, expired, worse, gone, notChecked].some((acceptances) => acceptances.length > 0);
}

/** A sentence for each step of the set-up that failed: what was asked, what was answered, and what depends on it. */
export function describeFailedSteps({ failedSteps = [] }: RunRecord): readonly string[] {
  return failedSteps.map(
    ({ title, request, seen, cases, advice }) =>
      `Set-up failed: ${title}: ${request} ${seen}. ${countOf(cases, 'case')} of this run ${cases === 1 ? 'depends' : 'depend'} on it. To do: ${advice}.`,
  );
}

/** Summarises the drift in one line, as in `2 new, 3 still there, 1 gone, 0 not checked`; empty where nothing has been accepted. */
export function describeDrift({ drift, findings }: RunRecord): string {
  if (drift === undefined || !hasAcceptances(drift)) return '';
  const { newFindings, expired, worse, gone, notChecked } = drift;
  const known = findings.length - newFindings.length;
  const reasons = [
    ...(expired.length === 0 ? [] : [`${expired.length} accepted once, for a time that has passed`]),
    ...(worse.length === 0 ? [] : [`${worse.length} accepted when milder or on fewer operations`]),
  ];
  const why = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
  return `${newFindings.length} new${why}, ${known} still there, ${gone.length} gone, ${notChecked.length} not checked`;
}

/** Lists the acceptances that somebody has to look at, a line each: lapsed, worse now, gone or not checked. */
export function describeAcceptances({ drift }: RunRecord): readonly string[] {
  if (drift === undefined) return [];
  const listAs = (state: string, acceptances: readonly Acceptance[]): readonly string[] =>
    acceptances.map(
      (acceptance) =>
        `${state}: ${acceptance.fingerprint} ${acceptance.rule} at ${describeAccepted(acceptance)}, ${acceptance.place} (${acceptance.owner}, until ${acceptance.until})`,
    );
  return [
    ...listAs('lapsed', drift.expired),
    ...listAs('worse now', drift.worse),
    ...listAs('gone', drift.gone),
    ...listAs('not checked', drift.notChecked),
  ];
}

/** Describes the operations of an acceptance: `getOrg and 3 more operations`. */
export function describeAccepted({ operationId, operations = [] }: Acceptance): string {
  return operations.length < 2 ? operationId : `${operationId} and ${countOf(operations.length - 1, 'more operation')}`;
}
