import { wordsOf } from '../exchange/describe-in-its-words.ts';
import { headerOf, type Exchange } from '../exchange/exchange.ts';
import { isClientError } from '../exchange/status.ts';

/**
 * Proposes what to write into a file of accommodations, where the answer to a request names a header or a member that it lacks:
 * `deleteThing: { headers: { X-Confirm-Name: ... } }`. Undefined where the answer names none.
 */
export function proposeAccommodation(
  operationId: string,
  { request, outcome }: Pick<Exchange, 'request' | 'outcome'>,
): string | undefined {
  if (outcome.kind !== 'answered' || !isClientError(outcome.status)) return undefined;
  const words = wordsOf(outcome) ?? '';
  const header = words.match(/\bX-[A-Za-z0-9-]*[A-Za-z0-9]\b/gi)?.find((name) => !headerOf(request.headers, name));
  if (header !== undefined) return `${operationId}: { headers: { ${header}: ... } }`;
  const member = /(?:^|: )["'`]?(\w+)["'`]? (?:is|are) (?:required|missing)/i.exec(words)?.[1];
  return member === undefined ? undefined : `${operationId}: { body: { ${member}: ... } }`;
}

/** What to do about a refusal for want of something that the contract does not name. */
export function adviseAccommodation(proposal: string): string {
  return `if the target demands it, say so in a file for --accommodations: ${proposal}`;
}
