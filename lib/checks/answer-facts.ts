import { responseFor, type MediaContent, type Operation, type ResponseSpec } from '../contract/contract.ts';
import { mediaTypeOf, type Answer } from '../exchange/exchange.ts';
import type { CheckContext } from './check.ts';

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

export function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

export function isClientError(status: number): boolean {
  return status >= 400 && status < 500;
}

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

/** The two statuses that say no to a credential. */
export function isDenial(status: number): boolean {
  return status === 401 || status === 403;
}

/**
 * A page for people, as web front ends answer for paths that they do not know. Of an answer without a body, as to HEAD, the
 * `Content-Type` says so.
 */
export function isPage({ body, headers }: Answer): boolean {
  const isHtml = HTML.has(mediaTypeOf(headers) ?? '');
  if (body.kind === 'empty') return isHtml;
  if (body.kind === 'json') return false;
  const text = withoutPrologue(body.text);
  return /^<(?:!doctype html|html|head|body)\b/i.test(text) || (isHtml && text.startsWith('<'));
}

const HTML: ReadonlySet<string> = new Set(['text/html', 'application/xhtml+xml']);

/** Markup without what may stand before its first element: blanks, an XML declaration, comments. */
function withoutPrologue(markup: string): string {
  let rest = markup.trimStart();
  for (let end = prologueEnd(rest); end > 0; end = prologueEnd(rest)) rest = rest.slice(end).trimStart();
  return rest;
}

function prologueEnd(markup: string): number {
  const close = markup.startsWith('<!--') ? '-->' : markup.startsWith('<?xml') ? '?>' : undefined;
  const at = close === undefined ? -1 : markup.indexOf(close, 4);
  return close === undefined || at < 0 ? 0 : at + close.length;
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

export function listWords(words: readonly (string | number)[]): string {
  const last = words.at(-1);
  if (last === undefined) return 'nothing';
  return words.length === 1 ? String(last) : `${words.slice(0, -1).join(', ')} or ${last}`;
}
