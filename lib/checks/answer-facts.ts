import type { RequestTemplate } from '../cases/case.ts';
import { type MediaContent, type Operation, responseFor, type ResponseSpec } from '../contract/contract.ts';
import { type Answer, mediaTypeOf } from '../exchange/exchange.ts';
import { isClientError, isDenial } from '../exchange/status.ts';
import { countOf, listWords } from '../core/text.ts';
import type { CheckContext } from './check.ts';
import { isJsonObject, type JsonValue } from '../core/json.ts';

type AnsweredOperation = Pick<CheckContext, 'operation' | 'answer'>;

/**
 * True for a request to the address that the contract has for the operation: its service, its method and its path, whatever stands
 * in place of the parameters. Another spelling of the path, or another host, is answered by whoever is there.
 */
export function isAtOwnAddress(operation: Operation, { service, tenantSlug, method, path }: RequestTemplate): boolean {
  const isPassedOn = service === 'cp' && tenantSlug !== undefined;
  if (isPassedOn || service !== operation.service || method !== operation.method) return false;
  const [declared, sent] = [operation.path, path].map((each) => each.split('/'));
  if (declared === undefined || sent?.length !== declared.length) return false;
  return declared.every((segment, index) => segment.includes('{') || segment === sent[index]);
}

/** Finds the response that the operation declares for the status: by number, by range or by `default`. */
export function declaredResponse({ operation, answer }: AnsweredOperation): ResponseSpec | undefined {
  return responseFor(operation, answer.status);
}

/** Finds the declared content that the answer's media type falls under: itself before a range such as `text/*`, and that before all. */
export function declaredContent({ operation, answer }: AnsweredOperation): MediaContent | undefined {
  const seen = mediaTypeOf(answer.headers);
  return seen === undefined
    ? undefined
    : RANGES.flatMap((rangeOf) =>
        (responseFor(operation, answer.status)?.content ?? []).filter(
          (content) => plainMediaType(content.mediaType) === rangeOf(seen),
        ),
      )[0];
}

/** The media types that may be declared for one that is seen, the most specific first (OpenAPI 3.1, response object: content). */
const RANGES: readonly ((seen: string) => string)[] = [
  (seen) => seen,
  (seen) => `${seen.split('/')[0] ?? ''}/*`,
  () => '*/*',
];

function plainMediaType(mediaType: string): string {
  return (mediaType.split(';')[0] ?? '').trim().toLowerCase();
}

export function isJsonMediaType(mediaType: string): boolean {
  return /^application\/(?:[\w.-]+\+)?json$/.test(plainMediaType(mediaType));
}

/**
 * True for an answer that refuses the caller where the step asks for that, or allows it. A client error that is none of the expected
 * refusals needs evidence: it is what nobody is answered, or the caller holds nothing that could have let it in.
 */
export function isRefusal({ contract, step, answer, access }: CheckContext): boolean {
  const { expectation } = step;
  if (expectation.kind === 'unauthenticated') return isDenial(answer.status);
  if (expectation.kind !== 'refused' && expectation.kind !== 'either') return false;
  const listed = expectation.kind === 'refused' ? expectation.statuses : expectation.refusals;
  if (!isClientError(answer.status)) return false;
  if (isDenial(answer.status) || listed.includes(answer.status)) return true;
  if (expectation.kind !== 'refused') return false;
  return (
    access.reading?.kind === 'refused' || (access.reading?.kind === 'unknown' && holdsNothing(contract, step.tier))
  );
}

function holdsNothing({ platform }: CheckContext['contract'], tier: string): boolean {
  return platform.callers.find(tier)?.holds.length === 0;
}

export function textOf(answer: Answer): string {
  return answer.body.kind === 'empty' ? '' : answer.body.text;
}

/** The pointer to the declared responses: the clause of a finding about a status that is not among them. */
export function responsesPointer({ operation }: CheckContext): string {
  return `${operation.pointer}/responses`;
}

/** Lists the declared statuses: `200, 401 or 404`. */
export function describeDeclared({ operation }: CheckContext): string {
  return listWords(operation.responses.map((response) => response.status));
}

/** Quotes a value as JSON; if the answer may hold secrets, says only what kind of value it is. */
export function quote({ isSensitive }: Pick<CheckContext, 'isSensitive'>, value: JsonValue): string {
  return isSensitive === true ? describeKind(value) : JSON.stringify(value);
}

/** Names the kind of a value and its length, without the value: `a text of 12 characters`. */
export function describeKind(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isJsonObject(value)) return `an object with ${countOf(Object.keys(value).length, 'member')}`;
  return typeof value === 'string' ? `a text of ${countOf(value.length, 'character')}` : `a ${typeof value}`;
}
