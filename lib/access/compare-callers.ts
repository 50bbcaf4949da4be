import { carriesSecret } from '../cases/bind.ts';
import { probeOf, statusesOf, type Case, type Expectation, type Step } from '../cases/case.ts';
import { isOpen } from '../contract/security.ts';
import type { Operation } from '../contract/contract.ts';
import { defined } from '../core/defined.ts';
import type { Answer, Exchange } from '../exchange/exchange.ts';
import { isSuccess } from '../exchange/status.ts';
import { isAlike, readAccess, type AccessReading, type Compared, type Comparison } from './read-access.ts';
import { ANONYMOUS, MADE_UP_CALLER } from '../contract/callers.ts';

/** A case with what was sent of it. */
export interface ProbedCase {
  readonly testCase: Case;
  readonly steps: readonly { readonly step: Step; readonly exchange: Exchange }[];
}

/**
 * Finds what each case of one operation is compared with: what nobody, a made-up token and the rightful caller were answered to
 * the same request. Gives, for a case, its comparison; an empty one for cases whose request is their own.
 */
export function compareCallers(cases: readonly ProbedCase[]): (testCase: Case) => Comparison {
  const find = (isMeant: (testCase: Case) => boolean): ProbedCase | undefined =>
    cases.find(({ testCase, steps }) => isMeant(testCase) && steps.length > 0);
  const nobody = comparedOf(find((testCase) => isPlain(testCase) && testCase.tier === ANONYMOUS.id));
  const rightfulCase = selectRightful(cases.filter(({ testCase }) => isPlain(testCase)));
  const meantErrors =
    rightfulCase === undefined
      ? []
      : statusesOf(probeOf(rightfulCase.testCase).expectation).filter((status) => status >= 500);
  const shared: Comparison = {
    ...defined({
      nobody,
      madeUp: comparedOf(find((testCase) => isPlain(testCase) && testCase.tier === MADE_UP_CALLER.id)),
      rightful: comparedOf(rightfulCase),
    }),
    ...(meantErrors.length === 0 ? {} : { meantErrors }),
  };
  return (testCase) => {
    if (testCase.family === 'conformance' || needsFixture(testCase)) return {};
    const nobodyHere = comparedOf(find((other) => isNobodyAtSameAddress(other, testCase)));
    const sentLess = comparedOf(find((other) => isPlain(other) && isPartOf(other, testCase)));
    return { ...shared, ...defined({ nobodyHere, sentLess }) };
  };
}

/**
 * Selects the rightful caller whose answer shows that it got through the gate: a success, else the error that the fewest callers get
 * who have to be refused. A caller who is stopped before anybody is authenticated, as by a missing routing header, says nothing.
 */
function selectRightful(cells: readonly ProbedCase[]): ProbedCase | undefined {
  const isExpected = ({ testCase }: ProbedCase, kind: Expectation['kind']): boolean =>
    probeOf(testCase).expectation.kind === kind;
  const rightful = cells.filter((cell) => isExpected(cell, 'accepted') && answerOf(cell, 'probe') !== undefined);
  const outsiders = cells.filter((cell) => isExpected(cell, 'refused')).map((cell) => answerOf(cell, 'probe'));
  const sharers = (cell: ProbedCase): number => {
    const answer = answerOf(cell, 'probe');
    if (answer === undefined || isSuccess(answer.status)) return -1;
    return outsiders.filter((other) => other !== undefined && isAlike(answer, other)).length;
  };
  return [...rightful].sort((left, right) => sharers(left) - sharers(right))[0];
}

/** True for a cell of the matrix that sends the request shared by all: not one aimed at a thing that was made for it. */
function isPlain(testCase: Case): boolean {
  return testCase.family === 'tier-matrix' && !needsFixture(testCase);
}

function needsFixture({ steps }: Case): boolean {
  return steps.some(({ purpose }) => purpose === 'setup');
}

function comparedOf(probed: ProbedCase | undefined): Compared | undefined {
  const answer = answerOf(probed, 'probe');
  return probed === undefined || answer === undefined ? undefined : { caseId: probed.testCase.id, answer };
}

/** The answer to the first step of that purpose; undefined where none came. */
export function answerOf(probed: ProbedCase | undefined, purpose: 'probe' | 'control'): Answer | undefined {
  const outcome = probed?.steps.find(({ step }) => step.purpose === purpose)?.exchange.outcome;
  return outcome?.kind === 'answered' ? outcome : undefined;
}

/** Whether the other case sends the same request to the same other address of the operation, without a credential. */
function isNobodyAtSameAddress(other: Case, testCase: Case): boolean {
  if (other.family !== 'ways-around' || testCase.family !== 'ways-around' || other.tier !== ANONYMOUS.id) return false;
  const [left, right] = [probeOf(other).request, probeOf(testCase).request];
  return (
    left.service === right.service &&
    left.method === right.method &&
    left.path === right.path &&
    left.tenantSlug === right.tenantSlug &&
    left.headers.every(([name]) => right.headers.some(([same]) => same === name))
  );
}

/** Whether a case sends the credential of the other one's caller, who has to be refused as well, and another one besides. */
function isPartOf(other: Case, testCase: Case): boolean {
  const [less, more] = [secretsOf(other), secretsOf(testCase)];
  return (
    other.tier === testCase.tier &&
    refuses(probeOf(other).expectation) &&
    less.length > 0 &&
    less.length < more.length &&
    less.every((line) => more.includes(line))
  );
}

function secretsOf(testCase: Case): readonly string[] {
  return probeOf(testCase)
    .request.headers.filter(carriesSecret)
    .map(([name, value]) => `${name}: ${value}`);
}

interface AccessContext {
  readonly operation: Operation;
  readonly testCase: Case;
  readonly step: Step;
  readonly answer: Answer;
  readonly compared: Comparison;
  readonly control?: Answer;
}

/** Whether the caller of one step got in; absent where the step does not ask. */
export interface StepAccess {
  readonly reading?: AccessReading;
  /** Id of the case that is reported instead: somebody who holds less gets in the same way. */
  readonly followsFrom?: string;
}

/** Reads whether the caller of a step got in, and where it got in amiss, whether that follows from a wider hole. */
export function readStepAccess(context: AccessContext): StepAccess {
  const reading = readingOf(context, context.answer);
  const isAmiss = reading?.kind === 'accepted' && refuses(context.step.expectation);
  return defined({ reading, followsFrom: isAmiss ? findWiderHole(context) : undefined });
}

/** True where the contract keeps the caller out. */
function refuses({ kind }: Expectation): boolean {
  return kind === 'refused' || kind === 'unauthenticated';
}

/**
 * Finds the case that explains why a caller got in: where nobody, or any made-up token, gets in the same way, that one case is
 * reported and the others follow from it. Gives its id; undefined where the caller got in for a reason of its own.
 */
function findWiderHole(context: AccessContext): string | undefined {
  const { operation, testCase, step, compared } = context;
  const getsIn = (other: Compared | undefined): boolean =>
    other !== undefined && other.answer !== context.answer && readingOf(context, other.answer)?.kind === 'accepted';
  // An open operation is meant to let everybody in, which explains nothing.
  if (isOpen(operation)) return undefined;
  if (step.tier !== ANONYMOUS.id && getsIn(compared.nobodyHere)) return compared.nobodyHere?.caseId;
  if (step.tier === ANONYMOUS.id && testCase.family === 'tier-matrix') return undefined;
  if (getsIn(compared.nobody)) return compared.nobody?.caseId;
  if (getsIn(compared.sentLess)) return compared.sentLess?.caseId;
  const isBearer = step.request.headers.some(([name]) => name.toLowerCase() === 'authorization');
  const isMadeUp = step.tier === MADE_UP_CALLER.id;
  return !isMadeUp && isBearer && getsIn(compared.madeUp) ? compared.madeUp?.caseId : undefined;
}

function readingOf({ step, compared, control }: AccessContext, answer: Answer): AccessReading | undefined {
  return readAccess({
    answer,
    expectation: step.expectation,
    compared,
    ...defined({ control, outside: step.outside }),
  });
}

/** How a call that should let a credential in was answered. */
type CredentialProof = 'proven' | 'lets-in-everybody' | 'not-accepted';

/** Reads whether an answer shows a credential at work: one that its holder is meant to get, with a status that nobody gets. */
export function readCredentialProof(
  statuses: readonly number[],
  { own, nobody }: { readonly own?: Answer; readonly nobody?: Answer },
): CredentialProof {
  const isLetIn = (answer: Answer | undefined): boolean =>
    answer !== undefined &&
    statuses.includes(answer.status) &&
    readAccess({ answer, expectation: { kind: 'accepted', statuses }, compared: {} })?.kind === 'accepted';
  if (!isLetIn(own)) return 'not-accepted';
  return own?.status === nobody?.status ? 'lets-in-everybody' : 'proven';
}
