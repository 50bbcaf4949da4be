import { defined } from '../core/defined.ts';
import { probeOf, statusesOf, type Case, type Step } from '../cases/case.ts';
import { namesIn } from '../cases/bind.ts';
import type { ConformanceData } from '../cases/operation-data.ts';
import { renderCurl } from '../cases/reproduce.ts';
import type { CheckContext } from '../checks/check.ts';
import { classifyAccess } from '../checks/classify-access.ts';
import { judgeExchange } from '../checks/judge-exchange.ts';
import type { Severity } from '../core/severity.ts';
import type { Contract, Operation } from '../contract/contract.ts';
import type { Expectations } from '../contract/overlay.ts';
import { isProxyPage, type Answer } from '../exchange/exchange.ts';
import type { Finding, Gap, Observation } from '../findings/finding.ts';
import { makeFinding } from '../findings/make-finding.ts';
import type { CaseState, MatrixCell } from '../findings/run-record.ts';
import type { SentCase, SentStep } from './case-runner.ts';
import { cellOf, judgedCell } from './matrix-cell.ts';

/** What a case came to. */
export interface JudgedCase {
  readonly id: string;
  readonly state: CaseState;
  readonly reason?: string;
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  readonly cell?: MatrixCell;
}

export interface JudgeOptions {
  readonly contract: Contract;
  readonly data: ConformanceData;
  readonly expectations: Expectations;
  readonly references: CheckContext['references'];
  readonly control?: Answer;
  /** Whether answers of other operations were lost as well: then it is the way there that is bad, not this operation. */
  readonly isBadWeather: boolean;
}

/** Asks every check about every answer of a case that counts: its probe, and the looks at its effect. */
export function judgeCase(options: JudgeOptions, sent: SentCase): JudgedCase {
  const { testCase } = sent;
  const control = sent.steps.find(({ step }) => step.purpose === 'control')?.exchange.outcome;
  const counted = sent.steps.filter(({ step }) => step.purpose === 'probe' || step.purpose === 'verify');
  const judged = counted.map((sentStep) =>
    judgeStep({ ...options, ...(control?.kind === 'answered' ? { control } : {}) }, sent, sentStep),
  );
  const findings = judged.flatMap((each) => each.findings);
  const gaps = judged.flatMap((each) => each.gaps);
  const probes = counted.filter(({ step }) => step.purpose === 'probe');
  if (probes.length === 0)
    gaps.push(gapOf(testCase, 'gap.operation-untested', sent.stopped ?? 'the probe was not sent'));
  const isUntold = findings.length === 0 && gaps.some((gap) => gap.caseId === testCase.id);
  const untold = isUntold ? gaps[0]?.reason : undefined;
  // A recording may hold several, of which one shows more than the others.
  const accepted = probes.find((each) => isAcceptedAmiss(options, sent, each));
  const probe = accepted ?? probes[0];
  const isAbsent = findings.some(({ rule }) => RULES_OF_ABSENCE.has(rule));
  const isDrift = !isAbsent && (accepted !== undefined || isAboutCaller(findings));
  const follows = findings.length === 0 && isDrift;
  const state: CaseState = findings.length > 0 || follows ? 'failed' : isUntold ? 'inconclusive' : 'passed';
  const reason = follows ? FOLLOWS : untold;
  return {
    id: testCase.id,
    state,
    ...defined({ reason }),
    findings,
    gaps,
    ...judgedCell({ testCase, probe, isDrift, reason: isAbsent ? ABSENT : untold }),
  };
}

/** Where there is no operation, nobody gets in and nobody is refused: its cells cannot be told. */
const RULES_OF_ABSENCE: ReadonlySet<string> = new Set(['surface.operation-missing', 'surface.method-refused']);
const ABSENT = 'the operation is not there';

/** What such a case says until the whole run is known; then the finding is named. */
export const FOLLOWS = 'follows from a finding about somebody with less, who is let in as well';

/** A case that was not sent: withheld by plan, or its credential proves nothing. */
export function judgeUnsent(
  testCase: Case,
  state: 'skipped' | 'inconclusive',
  rule: string,
  reason: string,
): JudgedCase {
  const verdict = state === 'skipped' ? 'not-probed' : 'could-not-tell';
  return {
    id: testCase.id,
    state,
    reason,
    findings: [],
    gaps: [gapOf(testCase, rule, reason)],
    ...cellOf(testCase, verdict, reason, reason),
  };
}

interface JudgedStep {
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
}

function judgeStep(options: JudgeOptions, sent: SentCase, sentStep: SentStep): JudgedStep {
  const { step, exchange } = sentStep;
  const { contract, data } = options;
  const operation = contract.operation(step.request.operationId);
  if (operation === undefined) return { findings: [], gaps: [] };
  const finish = (check: string, observation: Observation): Finding =>
    makeFinding({
      contract,
      ...subjectOf(options, sent.testCase, step, { operation, observation }),
      check,
      caseId: sent.testCase.id,
      reproduce: renderCurl(step.request),
      bound: sent.bound,
      severityOf: (rule, operationId) => severityFor(data, rule, operationId),
    });
  const { outcome } = exchange;
  const isSteady = sentStep.lost > 1 && !options.isBadWeather;
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
  const { observations, gaps } = judgeExchange(context);
  return {
    findings: observations.map(({ check, observation }) => finish(check, observation)),
    gaps: gaps.map((gap) => gapOf(sent.testCase, gap.rule, gap.reason)),
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
  return {
    contract: options.contract,
    operation,
    testCase: sent.testCase,
    step,
    exchange,
    answer,
    references: step.purpose === 'probe' ? options.references : {},
    ...defined({ control: options.control }),
    mayReturn: entry?.mayReturn ?? [],
    isSensitive: entry?.sensitive === true || (entry?.mayReturn ?? []).length > 0,
    sentSecrets: namesIn(step.request).flatMap((name) =>
      name.startsWith('secret.') ? [name.slice('secret.'.length)] : [],
    ),
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
      place: `${found.observation.place}, seen in ${found.operation.id}`,
    },
  };
}

const BROKEN_ANSWERS: ReadonlySet<string> = new Set(['truncated', 'malformed', 'oversize', 'reset', 'timeout']);

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
  failure: { readonly reason: string; readonly detail: string },
  finish: (check: string, observation: Observation) => Finding,
): JudgedStep {
  // An answer that was too large came all the same, and comes again.
  const isChance = !isSteady && failure.reason !== 'oversize';
  if (step.purpose !== 'probe' || !BROKEN_ANSWERS.has(failure.reason) || isChance)
    return gapOnly(testCase, 'gap.transport', `no answer: ${failure.reason}: ${failure.detail}`);
  const observation: Observation = {
    rule: 'surface.no-answer',
    place: 'response',
    clause: `${operation.pointer}/responses`,
    expected: 'a complete HTTP answer',
    seen: describeFailure(failure.reason),
  };
  return { findings: [finish('operation-answers', observation)], gaps: [] };
}

function describeRefusal(status: number, isBudgetSpent: boolean): string {
  if (isBudgetSpent) return `told to come back later (${status}), and the time that may be waited for it is spent`;
  return 'the quota of this operation is used up (429)';
}

function describeFailure(reason: string): string {
  switch (reason) {
    case 'truncated':
      return 'an answer that is cut off';
    case 'malformed':
      return 'bytes that are not HTTP';
    case 'oversize':
      return 'a body beyond the size limit';
    case 'timeout':
      return 'no answer in time';
    default:
      return 'a connection that was reset';
  }
}

function gapOnly(testCase: Case, rule: string, reason: string): JudgedStep {
  return { findings: [], gaps: [gapOf(testCase, rule, reason)] };
}

function gapOf(testCase: Case, rule: string, reason: string): Gap {
  return { rule, operationId: testCase.operationId, caseId: testCase.id, tier: testCase.tier, reason };
}

/** The answers that a probe of the matrix is compared with: nobody's and the rightful caller's, to the same request. */
export function referencesOf(cases: readonly SentCase[]): (testCase: Case) => CheckContext['references'] {
  const find = (wanted: (testCase: Case) => boolean): SentCase | undefined =>
    cases.find(({ testCase, steps }) => wanted(testCase) && steps.length > 0);
  const isPlain = (testCase: Case): boolean =>
    testCase.family === 'tier-matrix' && testCase.steps[0]?.purpose === 'probe';
  const isCompared = (testCase: Case): boolean =>
    testCase.family !== 'conformance' &&
    (testCase.steps[0]?.purpose === 'probe' || testCase.steps[0]?.purpose === 'control');
  const anonymous = answerOf(find((testCase) => isPlain(testCase) && testCase.tier === 'anonymous'));
  const garbage = answerOf(find((testCase) => isPlain(testCase) && testCase.tier === 'garbage-bearer'));
  const rightfulCase = find((testCase) => isPlain(testCase) && testCase.steps[0]?.expectation.kind === 'accepted');
  const rightful = answerOf(rightfulCase);
  const expected = rightfulCase?.testCase.steps[0]?.expectation;
  const meantErrors = expected === undefined ? [] : statusesOf(expected).filter((status) => status >= 500);
  const references = {
    ...defined({ anonymous, garbage, rightful }),
    ...(meantErrors.length === 0 ? {} : { meantErrors }),
  };
  return (testCase) => {
    if (!isCompared(testCase)) return {};
    const here = answerOf(find((other) => isNobodyAtSameDoor(other, testCase)));
    return here === undefined ? references : { ...references, anonymousHere: here };
  };
}

function answerOf(sent: SentCase | undefined): Answer | undefined {
  const outcome = sent?.steps.find(({ step }) => step.purpose === 'probe')?.exchange.outcome;
  return outcome?.kind === 'answered' ? outcome : undefined;
}

/** Another address of the operation is known by its requests: same path there, and nobody sends one of them. */
function isNobodyAtSameDoor(other: Case, testCase: Case): boolean {
  if (other.family !== 'ways-around' || testCase.family !== 'ways-around' || other.tier !== 'anonymous') return false;
  const [left, right] = [probeOf(other).request, probeOf(testCase).request];
  return (
    left.service === right.service &&
    left.method === right.method &&
    left.path === right.path &&
    left.tenantSlug === right.tenantSlug &&
    left.headers.every(([name]) => right.headers.some(([same]) => same === name))
  );
}

/** A cell drifts where a check says so of this very caller, or where somebody with less was let in and is reported instead. */
function isAboutCaller(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.tier !== undefined || DRIFT_OF_CELLS.has(finding.rule));
}

function isAcceptedAmiss(options: JudgeOptions, sent: SentCase, probe: SentStep): boolean {
  if (probe.exchange.outcome.kind !== 'answered' || probe.step.expectation.kind !== 'refused') return false;
  const context = contextOf(options, sent, probe, probe.exchange.outcome);
  return context !== undefined && classifyAccess(context).kind === 'accepted';
}

const DRIFT_OF_CELLS: ReadonlySet<string> = new Set([
  'mirror.differs',
  'mirror.unsignalled',
  'surface.method-undocumented',
]);

/** The weight that the data beside the contract gives a rule on an operation. */
export function severityFor(data: ConformanceData, rule: string, operationId: string): Severity | undefined {
  return data.severities.find(
    (row) => row.rule === rule && (row.operations === undefined || row.operations.includes(operationId)),
  )?.severity;
}
