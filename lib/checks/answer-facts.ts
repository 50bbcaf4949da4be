import { responseFor, type MediaContent, type Operation, type ResponseSpec } from '../contract/contract.ts';
import { mediaTypeOf, type Answer } from '../exchange/exchange.ts';
import { isClientError, isDenial } from '../exchange/status.ts';
import { listWords } from '../core/list-words.ts';
import type { CheckContext } from './check.ts';

/** Whether the operation declares the status in some way: by number, by range or by `default`. */
export function declaredResponse({ operation, answer }: CheckContext): ResponseSpec | undefined {
  return responseFor(operation, answer.status);
}

/** The declared content that the answer's media type falls under, ranges such as `text/*` included. */
export function declaredContent({ operation, answer }: CheckContext): MediaContent | undefined {
  return declaredContentOf(operation, answer);
}

/** As `declaredContent`, of any answer of an operation. */
export function declaredContentOf(operation: Operation, answer: Answer): MediaContent | undefined {
  const seen = mediaTypeOf(answer.headers);
  return seen === undefined
    ? undefined
    : responseFor(operation, answer.status)?.content.find((content) => covers(content.mediaType, seen));
}

function covers(declared: string, seen: string): boolean {
  const wanted = plainMediaType(declared);
  return wanted === seen || wanted === '*/*' || (wanted.endsWith('/*') && seen.startsWith(wanted.slice(0, -1)));
}

function plainMediaType(mediaType: string): string {
  return (mediaType.split(';')[0] ?? '').trim().toLowerCase();
}

export function isJsonMediaType(mediaType: string): boolean {
  return /^application\/(?:[\w.-]+\+)?json$/.test(plainMediaType(mediaType));
}

/** Whether the answer is a refusal that the step asks for, or allows. */
export function isRefusal({ step, answer }: CheckContext): boolean {
  const { expectation } = step;
  if (expectation.kind === 'unauthenticated') return isDenial(answer.status);
  if (expectation.kind !== 'refused' && expectation.kind !== 'either') return false;
  const listed = expectation.kind === 'refused' ? expectation.statuses : expectation.refusals;
  return (
    isClientError(answer.status) &&
    (isDenial(answer.status) || listed.includes(answer.status) || expectation.kind === 'refused')
  );
}

export function textOf(answer: Answer): string {
  return answer.body.kind === 'empty' ? '' : answer.body.text;
}

/** Where statuses are declared; what a finding about an undeclared one contradicts. */
export function responsesPointer({ operation }: CheckContext): string {
  return `${operation.pointer}/responses`;
}

/** Declared statuses in words: `200, 401 or 404`. */
export function describeDeclared({ operation }: CheckContext): string {
  return listWords(operation.responses.map((response) => response.status));
}
