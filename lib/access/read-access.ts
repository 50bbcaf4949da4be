import type { Expectation } from '../cases/case.ts';
import { isJsonObject } from '../core/json.ts';
import { isProxyPage, type Answer } from '../exchange/exchange.ts';
import { isPage } from '../exchange/page.ts';
import { isClientError, isDenial, isRedirect, isSuccess } from '../exchange/status.ts';
import { normaliseText } from '../findings/normalise-text.ts';

/** Whose answer to the same request an answer is like. */
type Likeness = 'nobody' | 'rightful' | 'everybody' | 'neither';

/** Why an answer does not tell whether a caller got in. */
type Unreadable =
  /** No complete answer came. */
  | 'no-answer'
  /** A server error that the request is not meant to get. */
  | 'failing'
  /** A page of HTML where the API has none. */
  | 'page'
  /** A redirect of a caller who should get in. */
  | 'redirect'
  /** The rightful caller's answer, or the control's, is missing. */
  | 'nothing-to-compare'
  /** A client error that neither nobody nor the rightful caller gets. */
  | 'own-answer'
  /** A success, where what does not exist is a success too. */
  | 'unknown-succeeds';

/** Whether a caller got in. Decided here, once per probe; cells, findings, causes and the proof of credentials are views of it. */
export type AccessReading =
  | { readonly kind: 'refused' | 'accepted'; readonly status: number; readonly like: Likeness }
  | { readonly kind: 'unknown'; readonly why: Unreadable; readonly status?: number };

/** An answer to compare with, and the case that got it. */
export interface Compared {
  readonly caseId: string;
  readonly answer: Answer;
}

/** The answers of others to the same request. Each is absent where it was not sent or not answered. */
export interface Comparison {
  /** Without any credential. */
  readonly nobody?: Compared;
  /** With a token that was never issued. */
  readonly madeUp?: Compared;
  /** With a credential that the contract names. */
  readonly rightful?: Compared;
  /** By the same caller with nothing but the credential, where this case sends something wrong besides. */
  readonly sentLess?: Compared;
  /** Without any credential, at the other address of the operation that this case uses. */
  readonly nobodyHere?: Compared;
  /** Server errors that a conforming service gives the rightful caller: something that the probe needs is not there. */
  readonly meantErrors?: readonly number[];
}

export interface AccessQuestion {
  /** Absent where none came. */
  readonly answer?: Answer;
  readonly expectation: Expectation;
  readonly compared: Comparison;
  /** The answer to the control step of the case. */
  readonly control?: Answer;
  /** The address is none of the contract's own, so a page there is no answer of the API. */
  readonly outside?: boolean;
}

/**
 * Reads whether the caller got in, from the answer and from what nobody and the rightful caller are answered; undefined where
 * the case does not ask. `docs/access.md` has the table that this follows line by line.
 */
export function readAccess(question: AccessQuestion): AccessReading | undefined {
  const { answer, expectation } = question;
  if (expectation.kind === 'unrouted' || expectation.kind === 'mirrors') return undefined;
  if (answer === undefined) return { kind: 'unknown', why: 'no-answer' };
  switch (expectation.kind) {
    case 'success':
    case 'error':
    case 'accepted':
      return readWelcome(answer, expectation.statuses, question.compared);
    case 'refused':
      return expectation.likeControl === true
        ? readByControl(answer, question.control)
        : readRefusal(question, answer, { refusals: expectation.statuses, turnsAway: expectation.orTurnedAway });
    case 'either':
      return readRefusal(question, answer, { refusals: expectation.refusals });
    case 'unauthenticated':
      return readRefusal(question, answer, { refusals: expectation.statuses });
  }
}

/** Reads the answer to a caller whom the contract lets in: anything but a refusal will do. */
function readWelcome(answer: Answer, statuses: readonly number[], compared: Comparison): AccessReading {
  const { status } = answer;
  const accepted: AccessReading = { kind: 'accepted', status, like: likenessOf(answer, compared) };
  if (isProxyPage(answer)) return { kind: 'unknown', why: 'failing', status };
  if (statuses.includes(status)) return accepted;
  if (isDenial(status)) return { kind: 'refused', status, like: likenessOf(answer, compared) };
  if (isRedirect(status)) return { kind: 'unknown', why: 'redirect', status };
  if (isPage(answer)) return { kind: 'unknown', why: 'page', status };
  return isSuccess(status) || isClientError(status) ? accepted : { kind: 'unknown', why: 'failing', status };
}

interface RefusalStatuses {
  readonly refusals: readonly number[];
  /** Statuses that turn a request away for what it is, unless the rightful caller gets the same. */
  readonly turnsAway?: readonly number[] | undefined;
}

/** Reads the answer to a caller who has to be refused, or may be. */
function readRefusal(
  { compared, outside }: AccessQuestion,
  answer: Answer,
  { refusals, turnsAway = [] }: RefusalStatuses,
): AccessReading {
  const { status } = answer;
  const { rightful, meantErrors = [] } = compared;
  const like = likenessOf(answer, compared);
  const refused: AccessReading = { kind: 'refused', status, like };
  if (isDenial(status) || refusals.includes(status) || isRedirect(status)) return refused;
  if (isPage(answer) && (rightful === undefined || !isPage(rightful.answer)))
    return outside === true || turnsAway.includes(status) ? refused : { kind: 'unknown', why: 'page', status };
  // A gateway that refuses with 200 and an error has let nobody in, whatever else is wrong with that.
  if (isSuccess(status))
    return saysError(answer) && like !== 'rightful' && like !== 'everybody'
      ? refused
      : { kind: 'accepted', status, like };
  if (!isClientError(status) && !meantErrors.includes(status)) return { kind: 'unknown', why: 'failing', status };
  if (like === 'rightful' || like === 'everybody') return { kind: 'accepted', status, like };
  if (like === 'nobody' || turnsAway.includes(status)) return refused;
  return { kind: 'unknown', why: rightful === undefined ? 'nothing-to-compare' : 'own-answer', status };
}

/** Reads the answer about a thing of somebody else, which has to look like the answer about a thing that does not exist. */
function readByControl(answer: Answer, control: Answer | undefined): AccessReading {
  const { status } = answer;
  if (control === undefined) return { kind: 'unknown', why: 'nothing-to-compare', status };
  const isSame = isAlike(answer, control);
  if (!isSuccess(status)) return { kind: 'refused', status, like: isSame ? 'nobody' : 'neither' };
  return isSame ? { kind: 'unknown', why: 'unknown-succeeds', status } : { kind: 'accepted', status, like: 'neither' };
}

/** True for a JSON body that speaks of an error: a text in `error`, or the status of a problem (RFC 9457, section 3.1.2). */
export function saysError({ body }: Answer): boolean {
  if (body.kind !== 'json' || !isJsonObject(body.value)) return false;
  const { error, status } = body.value;
  return (
    (typeof error === 'string' && error !== '') || isJsonObject(error) || (typeof status === 'number' && status >= 400)
  );
}

function likenessOf(answer: Answer, { nobody, madeUp, rightful }: Comparison): Likeness {
  // An answer is not compared with itself.
  const isLike = (other: Compared | undefined): boolean =>
    other !== undefined && other.answer !== answer && isAlike(answer, other.answer);
  if (isLike(rightful)) return isLike(nobody) || nobody?.answer === answer ? 'everybody' : 'rightful';
  // Whoever sends a token that was never issued is nobody too, and may be told so in other words.
  return isLike(nobody) || isLike(madeUp) ? 'nobody' : 'neither';
}

/** True for answers of the same status and, where both are JSON, the same members; errors need the same words too, apart from ids. */
export function isAlike(left: Answer, right: Answer): boolean {
  return left.status === right.status && shapeOf(left) === shapeOf(right);
}

function shapeOf({ body, status }: Answer): string {
  if (body.kind !== 'json') return body.kind;
  if (!isSuccess(status)) return normaliseText(JSON.stringify(body.value)).replace(/\d+/g, '#');
  return isJsonObject(body.value) ? Object.keys(body.value).sort().join(' ') : 'json';
}

/** Says why an answer does not tell whether a caller got in, as a sentence part: `503 says neither that ...`. */
export function describeUnreadable({ why, status }: Extract<AccessReading, { kind: 'unknown' }>): string {
  const answer = status === undefined ? 'no answer' : String(status);
  switch (why) {
    case 'no-answer':
      return 'no complete answer came';
    case 'failing':
      return `${answer} says neither that it was refused nor that it was accepted`;
    case 'page':
      return `${answer} with a page of HTML, which says nothing about the credential`;
    case 'redirect':
      return `${answer} leads elsewhere and says nothing about the credential`;
    case 'nothing-to-compare':
      return `${answer}, and no answer to a rightful caller to compare it with`;
    case 'own-answer':
      return `${answer}, which neither nobody nor a rightful caller is answered`;
    case 'unknown-succeeds':
      return `${answer}, as what does not exist is answered, so that nothing can be told apart`;
  }
}
