import { EXIT } from '../core/exit-codes.ts';
import { isAtLeast, SEVERITIES, type Severity } from '../core/severity.ts';
import { countOf, pluralise } from '../core/text.ts';
import { ruleOf } from '../rules/rules.ts';
import type { Finding, Gap } from './finding.ts';
import type { CaseOutcome, Leftover, RunRecord } from './run-record.ts';

/** The verdict of a run, its exit code, and why. */
export type Decision = Pick<RunRecord, 'verdict' | 'exitCode' | 'because'>;

/** Everything that a verdict depends on. */
export interface DecisionParts {
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  readonly cases: readonly CaseOutcome[];
  readonly leftovers: readonly Leftover[];
  readonly failOn: Severity | 'never';
  readonly maxGaps?: number;
  readonly interrupted: boolean;
  /** Faults of the harness; with any, nothing is called green. */
  readonly problems: readonly string[];
  /** Fingerprints of the findings that are accepted, where there is a baseline: they do not count. */
  readonly accepted?: ReadonlySet<string>;
}

/**
 * The verdict of a run, with its exit code and the reason. What was not judged is never green: `conforms` needs cases that
 * were judged, answers to all that was sent, and no more gaps than are allowed.
 */
export function decideVerdict(parts: DecisionParts): Decision {
  const { leftovers, problems } = parts;
  const judged = parts.cases.filter((each) => each.state === 'passed' || each.state === 'failed');
  const gone = goneTarget(parts.gaps);
  // Findings are mentioned even if something graver decides.
  const drift = decideByFindings(parts);
  const besides = drift === undefined ? '' : `; besides, ${drift.because}`;
  // Nothing can be removed from a target that is gone: `conform sweep` does it from the ledger, once the target is back.
  if (leftovers.length > 0 && gone !== undefined && !parts.interrupted)
    return decision(
      'could-not-judge',
      `${gone.reason}; ${countOf(leftovers.length, 'thing')} that the run made may be left, and its ledger says how to remove ${pluralise(leftovers.length, 'it', 'them')}${besides}`,
    );
  if (leftovers.length > 0) {
    const why = `${countOf(leftovers.length, 'thing')} that the run made could not be removed`;
    return decision('left-behind', `${parts.interrupted ? 'the run was interrupted, and ' : ''}${why}${besides}`);
  }
  if (parts.interrupted) {
    return decision('interrupted', `the run was interrupted; what it made has been removed${besides}`);
  }
  if (problems.length > 0) return decision('could-not-judge', `the suites themselves failed: ${problems[0] ?? ''}`);
  if (judged.length === 0)
    return decision(
      'could-not-judge',
      `nothing could be exercised${gapsOfRun(parts.gaps).map(({ reason }) => `: ${reason}`)[0] ?? ''}`,
    );
  return drift ?? decideByGaps(parts) ?? conforms(parts, judged.length);
}

const EXIT_OF_VERDICT = {
  conforms: EXIT.conforms,
  drift: EXIT.newDrift,
  'could-not-judge': EXIT.couldNotJudge,
  'left-behind': EXIT.leftBehind,
  interrupted: EXIT.interrupted,
} as const;

function decision(verdict: RunRecord['verdict'], because: string): Decision {
  return { verdict, exitCode: EXIT_OF_VERDICT[verdict], because };
}

function decideByFindings({ findings, failOn, accepted }: DecisionParts): Decision | undefined {
  if (failOn === 'never') return undefined;
  const counted = findings.filter((finding) => accepted?.has(finding.fingerprint) !== true);
  const grave = counted.filter((finding) => isAtLeast(finding.severity, failOn)).length;
  if (grave === 0) return undefined;
  const subject = countOf(grave, accepted === undefined ? 'finding' : 'new finding');
  return decision('drift', `${subject} at or above ${failOn}${describeAccepted(accepted)}`);
}

function decideByGaps({ gaps, maxGaps }: DecisionParts): Decision | undefined {
  const [stopped] = gapsOfRun(gaps);
  if (stopped !== undefined) return decision('could-not-judge', stopped.reason);
  const lost = gaps.filter(isUnanswered);
  if (lost.length > 0) {
    return decision('could-not-judge', `${countOf(lost.length, 'case')} got no answer: ${lost[0]?.reason ?? ''}`);
  }
  const [unproven] = gaps.filter(isOfTriedCredential);
  if (unproven !== undefined)
    return decision('could-not-judge', `the credential of ${unproven.tier ?? ''} proves nothing: ${unproven.reason}`);
  if (maxGaps !== undefined && gaps.length > maxGaps) {
    return decision('could-not-judge', `${gaps.length} gaps, more than the ${maxGaps} allowed`);
  }
  return undefined;
}

/** True for a credential that is configured and was not accepted: somebody has to look at it. One that is missing is only a gap. */
function isOfTriedCredential({ rule, tier, operationId, caseId }: Gap): boolean {
  return rule === 'gap.credential-unproven' && tier !== undefined && operationId !== undefined && caseId === undefined;
}

function isUnanswered({ rule }: Gap): boolean {
  return ruleOf(rule).isUnanswered === true;
}

/** The gaps that say why a run stopped before its end: they belong to no case. */
function gapsOfRun(gaps: readonly Gap[]): readonly Gap[] {
  return gaps.filter((gap) => isUnanswered(gap) && gap.caseId === undefined);
}

function goneTarget(gaps: readonly Gap[]): Gap | undefined {
  return gapsOfRun(gaps).find((gap) => gap.rule === 'gap.transport');
}

function conforms({ findings, gaps, cases, failOn, accepted }: DecisionParts, judged: number): Decision {
  const covered = cases.filter(({ state }) => state === 'covered').length;
  const asked = cases.length - covered;
  const of = judged === asked ? '' : ` of ${asked}`;
  const drift = accepted === undefined ? 'no drift' : 'no new drift';
  const bar = failOn === 'never' ? ' that would fail this run' : ` at or above ${failOn}`;
  const lesser = describeLesser(findings.filter((finding) => accepted?.has(finding.fingerprint) !== true));
  const unverified = gaps.length === 0 ? '' : `; ${countOf(gaps.length, 'thing')} not verified`;
  const checks = `${judged}${of} ${pluralise(asked, 'check', 'checks')}${describeCovered(covered)}`;
  const because = `${drift}${bar} (${checks})${lesser}${describeAccepted(accepted)}${unverified}`;
  return decision('conforms', because);
}

function describeCovered(covered: number): string {
  return covered === 0 ? '' : `, which cover ${covered} more`;
}

/** Counts the findings that do not fail the run, and names the worst severity among them. */
function describeLesser(open: readonly Finding[]): string {
  if (open.length === 0) return '';
  const worst = SEVERITIES.find((severity) => open.some((finding) => finding.severity === severity));
  return `; ${countOf(open.length, 'finding')} that ${pluralise(open.length, 'does', 'do')} not fail it, the worst ${worst ?? ''}`;
}

function describeAccepted(accepted: ReadonlySet<string> | undefined): string {
  return accepted === undefined || accepted.size === 0 ? '' : `; ${accepted.size} accepted and still there`;
}
