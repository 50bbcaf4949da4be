import { defined } from '../core/defined.ts';
import { answerOf, readStepAccess, type StepAccess } from '../access/compare-callers.ts';
import { cellOf, unsentCellOf } from '../access/matrix-cell.ts';
import { saysError, type Comparison } from '../access/read-access.ts';
import { statusesOf, type Case, type Step } from '../cases/case.ts';
import { namesIn } from '../cases/bind.ts';
import type { ConformanceData } from '../cases/operation-data.ts';
import { renderCurl } from '../cases/reproduce.ts';
import type { Check, CheckContext } from '../checks/check.ts';
import { judgeExchange } from '../checks/judge-exchange.ts';
import type { Severity } from '../core/severity.ts';
import type { Contract, Operation } from '../contract/contract.ts';
import type { Expectations } from '../contract/lay-overlays.ts';
import { FAILURES, isProxyPage, type Answer, type Failure } from '../exchange/exchange.ts';
import { isSuccess } from '../exchange/status.ts';
import type { Gap, Observation, Occurrence } from '../findings/finding.ts';
import { makeFinding } from '../findings/make-finding.ts';
import type { CaseState, MatrixCell } from '../findings/run-record.ts';
import { ruleOf, type GapId, type RuleId } from '../rules/rules.ts';
import type { SentCase, SentStep } from './case-runner.ts';
import { secretOf } from '../core/names.ts';

/** The outcome of a case. */
export interface JudgedCase {
  readonly id: string;
  readonly state: CaseState;
  readonly reason?: string;
  readonly findings: readonly Occurrence[];
  readonly gaps: readonly Gap[];
  /** Id of the case behind it, where somebody who holds less gets in the same way. */
  readonly followsFrom?: string;
  readonly cell?: MatrixCell;
}

interface JudgeOptions {
  readonly contract: Contract;
  readonly data: ConformanceData;
  readonly expectations: Expectations;
  readonly compared: Comparison;
  readonly control?: Answer;
  /** Lost answers are put down to the connection, and not to the operation: others lost answers as well. */
  readonly blamesConnection: boolean;
  /** All of them, where it is absent. */
  readonly checks?: readonly Check[];
}

/** Asks every check about every answer of a case that counts: its probe, and the looks at its effect. */
export function judgeCase(options: JudgeOptions, sent: SentCase): JudgedCase {
  const { testCase } = sent;
  const control = answerOf(sent, 'control');
  const judged = sent.steps
    .filter(({ step }) => step.purpose === 'probe' || step.purpose === 'verify')
    .map((sentStep) => ({ sentStep, ...judgeStep({ ...options, ...defined({ control }) }, sent, sentStep) }));
  const answer = answerOf(sent, 'probe');
  const findings = judged.flatMap((each) => each.findings).filter(({ rule }) => isEffectOf(rule, answer));
  const gaps = judged.flatMap((each) => each.gaps);
  const probes = judged.filter(({ sentStep }) => sentStep.step.purpose === 'probe');
  if (probes.length === 0)
    gaps.push(gapOf(testCase, 'gap.operation-untested', sent.stopped ?? 'the probe was not sent'));
  const isUntold = findings.length === 0 && gaps.some((gap) => gap.caseId === testCase.id);
  const untold = isUntold ? gaps[0]?.reason : undefined;
  // A recording may hold several, of which one shows more than the others.
  const amiss = probes.find(isAcceptedAmiss);
  const probe = amiss ?? probes[0];
  const isAbsent = findings.some(({ rule }) => ruleOf(rule).about === 'absence');
  const isDrift = !isAbsent && (amiss !== undefined || isAboutCaller(findings));
  const followsFrom = findings.length === 0 && isDrift ? amiss?.access?.followsFrom : undefined;
  const state: CaseState =
    findings.length > 0 || followsFrom !== undefined ? 'failed' : isUntold ? 'inconclusive' : 'passed';
  const cell = cellOf({
    testCase,
    isDrift,
    ...defined({
      probe: probe?.sentStep,
      reading: probe?.access?.reading,
      reason: isAbsent ? ABSENT : untold,
    }),
  });
  return {
    id: testCase.id,
    state,
    findings,
    gaps,
    ...defined({ reason: followsFrom === undefined ? untold : FOLLOWS, followsFrom, cell }),
  };
}

/** Whether what a rule says of an effect can be said after that answer to the request. */
function isEffectOf(rule: RuleId, answer: Answer | undefined): boolean {
  const { supposes } = ruleOf(rule);
  if (supposes === undefined || answer === undefined) return true;
  return (supposes === 'success') === (isSuccess(answer.status) && !saysError(answer));
}

/** The caller got in although the contract keeps it out; a case of which no check says so follows from another. */
function isAcceptedAmiss({ sentStep, access }: { readonly sentStep: SentStep; readonly access?: StepAccess }): boolean {
  const { kind } = sentStep.step.expectation;
  return access?.reading?.kind === 'accepted' && (kind === 'refused' || access.followsFrom !== undefined);
}

/** The reason of cells that cannot be told, because nobody can be let in or refused by an operation that is not there. */
const ABSENT = 'the operation is not there';

/** The reason of a case that follows from another until the whole run is known; then the finding is named. */
const FOLLOWS = 'follows from a finding about somebody with less, who is let in as well';

/** A case that was not sent: withheld by plan, or its credential proves nothing. */
export function judgeUnsent(
  testCase: Case,
  state: 'skipped' | 'inconclusive',
  rule: GapId,
  reason: string,
): JudgedCase {
  const verdict = state === 'skipped' ? 'not-probed' : 'could-not-tell';
  return {
    id: testCase.id,
    state,
    reason,
    findings: [],
    gaps: [gapOf(testCase, rule, reason)],
    ...defined({ cell: unsentCellOf(testCase, verdict, reason) }),
  };
}

/** A case that was not sent, because another one of the same gate stands for it. */
export function judgeCovered(testCase: Case, standIn: string): JudgedCase {
  const reason = `the same gate was tried by ${standIn}`;
  return {
    id: testCase.id,
    state: 'covered',
    reason,
    findings: [],
    gaps: [],
    ...defined({ cell: unsentCellOf(testCase, 'covered', reason) }),
  };
}

interface JudgedStep {
  readonly findings: readonly Occurrence[];
  readonly gaps: readonly Gap[];
  /** Absent where no answer could be judged. */
  readonly access?: StepAccess;
}

function judgeStep(options: JudgeOptions, sent: SentCase, sentStep: SentStep): JudgedStep {
  const { step, exchange } = sentStep;
  const { contract, data } = options;
  const operation = contract.operation(step.request.operationId);
  if (operation === undefined) return { findings: [], gaps: [] };
  const finish = (check: string, observation: Observation): Occurrence =>
    makeFinding({
      contract,
      ...subjectOf(options, sent.testCase, step, { operation, observation }),
      check,
      caseId: sent.testCase.id,
      reproduce: renderCurl(ruleOf(observation.rule).about === 'routing' ? firstRequest(sent, step) : step.request),
      bound: sent.bound,
      severityOf: (rule, operationId) => severityFor(data, rule, operationId),
    });
  const { outcome } = exchange;
  const isSteady = sentStep.lost > 1 && !options.blamesConnection;
  if (outcome.kind === 'failed') return judgeFailure({ sent, step, operation, isSteady }, outcome, finish);
  if (outcome.status === 429 || (sentStep.isBudgetSpent && !statusesOf(step.expectation).includes(outcome.status)))
    return gapOnly(sent.testCase, 'gap.budget', describeRefusal(outcome.status, sentStep.isBudgetSpent));
  if (isProxyPage(outcome) && !isSteady)
    return gapOnly(
      sent.testCase,
      'gap.transport',
      `a proxy answered in place of the service (${outcome.status}, a page of HTML)`,
    );
  const context = contextOf(options, sent, sentStep, outcome);
  if (context === undefined) return { findings: [], gaps: [] };
  const { observations, gaps } = judgeExchange(context, options.checks);
  return {
    findings: observations.map(({ check, observation }) => finish(check, observation)),
    gaps: gaps.map((gap) => gapOf(sent.testCase, gap.rule, gap.reason)),
    access: context.access,
  };
}

function contextOf(
  options: JudgeOptions,
  sent: SentCase,
  { step, exchange }: SentStep,
  answer: Answer,
): CheckContext | undefined {
  const operation = options.contract.operation(step.request.operationId);
  if (operation === undefined) return undefined;
  const entry = options.data.operations[operation.id];
  const compared = step.purpose === 'probe' ? options.compared : {};
  const { testCase } = sent;
  return {
    contract: options.contract,
    operation,
    testCase,
    step,
    exchange,
    answer,
    compared,
    access: readStepAccess({ operation, testCase, step, answer, compared, ...defined({ control: options.control }) }),
    ...defined({ control: options.control }),
    mayReturn: entry?.mayReturn ?? [],
    isSensitive: entry?.sensitive === true || (entry?.mayReturn ?? []).length > 0,
    ...(step.purpose === 'probe' ? defined({ turnedAway: sent.turnedAway }) : {}),
    sentSecrets: namesIn(step.request).flatMap((name) => secretOf(name) ?? []),
    judgeExpectation: options.expectations.judge,
  };
}

/**
 * A look at the effect is a request of another operation; what it shows is said of the operation whose effect was looked at.
 */
function subjectOf(
  options: JudgeOptions,
  testCase: Case,
  step: Step,
  found: { readonly operation: Operation; readonly observation: Observation },
): typeof found {
  const { expectation } = step;
  const asked = [...step.sees.map((clause) => clause.rule), 'rule' in expectation ? expectation.rule : undefined];
  const operation = options.contract.operation(testCase.operationId);
  if (step.purpose !== 'verify' || operation === undefined || !asked.includes(found.observation.rule)) return found;
  return {
    operation,
    observation: {
      ...found.observation,
      clause: testCase.clause,
      place: { ...found.observation.place, seenIn: found.operation.id },
    },
  };
}

/** The request that shows what comes before authentication. */
function firstRequest({ turnedAway }: SentCase, step: Step): Step['request'] {
  return (turnedAway?.step ?? step).request;
}

interface FailedStep {
  readonly sent: SentCase;
  readonly step: Step;
  readonly operation: Operation;
  /** It failed as often as it was tried, and nothing else does. */
  readonly isSteady: boolean;
}

/**
 * No complete answer, however often it was asked for: drift of this operation where the target is otherwise there. What was
 * lost once may be bad luck, and is a gap.
 */
function judgeFailure(
  { sent: { testCase }, step, operation, isSteady }: FailedStep,
  failure: Failure,
  finish: (check: string, observation: Observation) => Occurrence,
): JudgedStep {
  // An answer that was too large came all the same, and comes again.
  const isChance = !isSteady && failure.reason !== 'oversize';
  const { seen } = FAILURES[failure.reason];
  if (step.purpose !== 'probe' || seen === undefined || isChance)
    return gapOnly(testCase, 'gap.transport', `no answer: ${failure.reason}: ${failure.detail}`);
  const observation: Observation = {
    rule: 'surface.no-answer',
    place: { kind: 'response' },
    clause: `${operation.pointer}/responses`,
    expected: 'a complete HTTP answer',
    seen,
  };
  return { findings: [finish('operation-answers', observation)], gaps: [] };
}

function describeRefusal(status: number, isBudgetSpent: boolean): string {
  if (isBudgetSpent) return `told to come back later (${status}), and the time that may be waited for it is spent`;
  return 'the quota of this operation is used up (429)';
}

function gapOnly(testCase: Case, rule: GapId, reason: string): JudgedStep {
  return { findings: [], gaps: [gapOf(testCase, rule, reason)] };
}

function gapOf(testCase: Case, rule: GapId, reason: string): Gap {
  return { rule, operationId: testCase.operationId, caseId: testCase.id, tier: testCase.tier, reason };
}

/** A cell drifts where a check says so of this very caller, or where somebody with less was let in and is reported instead. */
function isAboutCaller(findings: readonly Occurrence[]): boolean {
  return findings.some((finding) => finding.tier !== undefined || ruleOf(finding.rule).about === 'cell');
}

/** The weight that the data beside the contract gives a rule on an operation. */
export function severityFor(data: ConformanceData, rule: RuleId, operationId: string): Severity | undefined {
  return data.severities.find(
    (row) => row.rule === rule && (row.operations === undefined || row.operations.includes(operationId)),
  )?.severity;
}
