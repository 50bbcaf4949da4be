import { isJsonObject } from '../core/json.ts';
import type { Answer } from '../exchange/exchange.ts';
import { normaliseText } from '../findings/normalise-text.ts';
import { isClientError, isDenial, isPage, isRedirect, isSuccess } from './answer-facts.ts';
import type { CheckContext } from './check.ts';

/** How a probe of the matrix was met: turned away, let in, or neither can be told from the answer. */
export type AccessReading =
  | { readonly kind: 'refused' }
  | { readonly kind: 'accepted'; readonly seen: string }
  | { readonly kind: 'indeterminate'; readonly reason: string };

const REFUSED: AccessReading = { kind: 'refused' };

/**
 * Reads from the difference whether a credential was accepted: the answer is compared with the one that nobody gets and the
 * one that a rightful caller gets to the same request.
 */
export function classifyAccess({ answer, step, references, control }: CheckContext): AccessReading {
  const { status } = answer;
  const { expectation } = step;
  if (expectation.kind === 'refused' && expectation.likeControl === true) return classifyByControl(answer, control);
  if (isDenial(status) || refusalsOf(step.expectation).includes(status)) return REFUSED;
  if (isPage(answer) && (references.rightful === undefined || !isPage(references.rightful))) return REFUSED;
  if (isSuccess(status)) return { kind: 'accepted', seen: `accepted with ${status}` };
  if (isRedirect(status)) return REFUSED;
  if (!isClientError(status) && references.meantErrors?.includes(status) !== true)
    return { kind: 'indeterminate', reason: `${status} says neither that it was refused nor that it was accepted` };
  const isLikeRightful = references.rightful !== undefined && isAlike(answer, references.rightful);
  const isLikeNobody =
    references.anonymous !== undefined && references.anonymous !== answer && isAlike(answer, references.anonymous);
  if (isLikeRightful)
    return { kind: 'accepted', seen: describeRightful(status, isLikeNobody || references.anonymous === answer) };
  if (isLikeNobody || (expectation.kind === 'refused' && expectation.orTurnedAway?.includes(status) === true))
    return REFUSED;
  if (references.rightful === undefined)
    return { kind: 'indeterminate', reason: `${status}, and no answer to a rightful caller to compare it with` };
  // Neither: the request got as far as no unauthenticated one should, or was turned away in a way of its own.
  return { kind: 'indeterminate', reason: `${status}, which neither nobody nor a rightful caller is answered` };
}

/** What is foreign has to be answered like what does not exist; anything but a success is then a refusal. */
function classifyByControl(answer: Answer, control: Answer | undefined): AccessReading {
  if (control === undefined)
    return { kind: 'indeterminate', reason: 'nothing was answered that it could be compared with' };
  if (isAlike(answer, control) || !isSuccess(answer.status)) return REFUSED;
  return { kind: 'accepted', seen: `answered with ${answer.status}, where what does not exist is ${control.status}` };
}

function describeRightful(status: number, isNobodyAnsweredSo: boolean): string {
  return isNobodyAnsweredSo
    ? `${status}, as a rightful caller is answered: let in, or looked at before the credential was`
    : `${status}, as a rightful caller is answered`;
}

function refusalsOf(expectation: CheckContext['step']['expectation']): readonly number[] {
  if (expectation.kind === 'refused') return expectation.statuses;
  return expectation.kind === 'either' ? expectation.refusals : [];
}

/** Same status and, where both are JSON, the same members; of errors also the same words, whatever ids stand in them. */
export function isAlike(left: Answer, right: Answer): boolean {
  return left.status === right.status && shapeOf(left) === shapeOf(right);
}

function shapeOf({ body, status }: Answer): string {
  if (body.kind !== 'json') return body.kind;
  if (!isSuccess(status)) return normaliseText(JSON.stringify(body.value)).replace(/\d+/g, '#');
  return isJsonObject(body.value) ? Object.keys(body.value).sort().join(' ') : 'json';
}
