import { STATUS_CODES } from 'node:http';
import type { Content, Entry, Har, Header, PostData, Request, Response } from 'har-format';
import { compareText } from '../core/text.ts';
import { hideCookieValues, parseCookies, parseSetCookie } from '../exchange/cookies.ts';
import {
  type Answer,
  type Exchange,
  type HeaderLine,
  headerOf,
  mediaTypeOf,
  cutBody,
  storedBodyOf,
} from '../exchange/exchange.ts';
import { occurrencesOf } from '../findings/merge-into-causes.ts';
import type { Evidence, RunRecord } from '../findings/run-record.ts';
import { renderJsonLines } from './json.ts';
import type { Reporter } from './reporter.ts';
import { cutText, toPrintable, toWellFormed } from './safe-text.ts';

/**
 * The reporter of the redacted exchanges as HAR 1.2 (HTTP Archive), for the tools that read what browsers record: all exchanges
 * of a run, one a line, or those behind its findings where only the record is at hand.
 */
export const har: Reporter = {
  id: 'har',
  title: 'the redacted exchanges, for tools that read HTTP archives',
  fileName: 'exchanges.har',
  render: (record, exchanges) => renderHar(record, exchanges ?? record.evidence),
};

/** The longest body that is written whole. Bodies behind findings have a limit of their own, because somebody will read them. */
const LONGEST_BODY = 4_000;
const LONGEST_EVIDENCE = 200_000;

function renderHar(record: RunRecord, exchanges: readonly Evidence[]): string {
  const behindFindings = new Set(occurrencesOf(record.findings).flatMap(({ cases }) => cases.slice(0, 2)));
  const entries = [...exchanges]
    .sort(compareByTime)
    .map((each) => toEntry(each, behindFindings.has(each.caseId) ? LONGEST_EVIDENCE : LONGEST_BODY));
  const log: Har['log'] = {
    version: '1.2',
    creator: { name: 'conform', version: toPrintable(record.run.tool.version) },
    entries: [],
    comment: `Run ${toPrintable(record.run.id)}: ${entries.length} exchanges. Secrets were replaced by [secret:name] when each was made; bodies longer than ${LONGEST_BODY} characters (${LONGEST_EVIDENCE} behind findings) are cut, which content.comment says.`,
  };
  return renderJsonLines({ log }, entries);
}

/** Compares by time, and by id where operations that run side by side send at the same time. */
function compareByTime(left: Evidence, right: Evidence): number {
  const [a, b] = [left.exchange, right.exchange];
  return a.startedAtMs - b.startedAtMs || compareText(a.requestId, b.requestId);
}

function toEntry({ caseId, operationId, purpose, exchange }: Evidence, longest: number): Entry {
  const { durationMs, outcome } = exchange;
  const failure = outcome.kind === 'failed' ? { _error: toPrintable(`${outcome.reason}: ${outcome.detail}`) } : {};
  return {
    startedDateTime: toDateTime(exchange.startedAtMs),
    time: durationMs,
    request: toRequest(exchange),
    response: outcome.kind === 'answered' ? toResponse(cutBody(exchange, longest), outcome) : NO_ANSWER,
    cache: {},
    // Only the whole duration is measured; -1 means that a phase does not apply.
    timings: { blocked: -1, dns: -1, connect: -1, ssl: -1, send: 0, wait: durationMs, receive: 0 },
    _operationId: toPrintable(operationId),
    _caseId: toPrintable(caseId),
    _purpose: toPrintable(purpose),
    _requestId: toPrintable(exchange.requestId),
    ...failure,
  };
}

/** The response of a request that was not answered, as browsers write it. */
const NO_ANSWER: Response = {
  status: 0,
  statusText: '',
  httpVersion: '',
  cookies: [],
  headers: [],
  content: { size: 0, mimeType: 'x-unknown' },
  redirectURL: '',
  headersSize: -1,
  bodySize: -1,
};

const VERSION = 'HTTP/1.1';

function toRequest({ request }: Exchange): Request {
  const headers = toHeaders(request.headers);
  const url = toUri(request.url);
  const postData: { postData?: PostData } =
    request.body === undefined
      ? {}
      : {
          postData: {
            mimeType: toPrintable(headerOf(request.headers, 'content-type') ?? ''),
            text: toWellFormed(request.body),
          },
        };
  return {
    method: toPrintable(request.method),
    url,
    httpVersion: VERSION,
    cookies: headers
      .filter(({ name }) => /^cookie$/i.test(name))
      .flatMap(({ value }) => parseCookies(value).map(toNameAndValue)),
    headers,
    queryString: [...new URL(url).searchParams].map(([name, value]) => ({
      name: toWellFormed(name),
      value: toWellFormed(value),
    })),
    headersSize: -1,
    bodySize: request.body === undefined ? 0 : Buffer.byteLength(request.body),
    ...postData,
  };
}

function toResponse(cut: Exchange, whole: Answer): Response {
  const headers = toHeaders(whole.headers);
  return {
    status: whole.status,
    statusText: STATUS_CODES[whole.status] ?? '',
    httpVersion: VERSION,
    cookies: headers.flatMap(({ name, value }) =>
      /^set-cookie$/i.test(name) ? [parseSetCookie(value) ?? []].flat().map(toNameAndValue) : [],
    ),
    headers,
    content: toContent(cut.outcome.kind === 'answered' ? cut.outcome : whole, whole),
    redirectURL: toPrintable(headerOf(whole.headers, 'location') ?? ''),
    headersSize: -1,
    bodySize: -1,
  };
}

/** Renders a body. One that is withheld or cut says so and keeps its size, so that a reader knows that something is missing. */
function toContent(shown: Answer, whole: Answer): Content {
  const mimeType = toPrintable(headerOf(whole.headers, 'content-type') ?? mediaTypeOf(whole.headers) ?? 'x-unknown');
  if (whole.body.kind === 'empty' || shown.body.kind === 'empty') return { size: 0, mimeType };
  if (storedBodyOf(whole) === 'withheld')
    return { size: -1, mimeType, comment: 'not stored: bodies of this operation may hold secrets' };
  const size = Buffer.byteLength(whole.body.text);
  const text = toWellFormed(shown.body.text);
  if (storedBodyOf(shown) === 'whole') return { size, mimeType, text };
  // A cut text ends with a mark that says how long it was.
  return { size: Math.max(size, Buffer.byteLength(text) + 1), mimeType, text, comment: 'cut' };
}

function toHeaders(lines: readonly HeaderLine[]): Header[] {
  return lines.map(([name, value]) => ({
    name: toWellFormed(name),
    value: toWellFormed(/^(?:set-)?cookie$/i.test(name) ? hideCookieValues(name, value) : value),
  }));
}

function toNameAndValue({ name, value }: { readonly name: string; readonly value: string }): {
  name: string;
  value: string;
} {
  return { name, value };
}

/** Renders a time as ISO 8601; one that has no such form becomes the first of 1970. */
function toDateTime(ms: number): string {
  const date = new Date(ms);
  return (
    Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999 || date.getUTCFullYear() < 0 ? new Date(0) : date
  ).toISOString();
}

/** Renders an address as RFC 3986 allows it, escaping the brackets of `[secret:name]`. A text that is no address becomes one that leads nowhere. */
function toUri(text: string): string {
  const escaped = toPrintable(text).replace(/[^\w!#$&'()*+,/:;=?@~%.-]|%(?![0-9a-fA-F]{2})/g, encodeURIComponent);
  return /^https?:\/\//.test(escaped) && URL.canParse(escaped)
    ? escaped
    : `http://invalid.invalid/${encodeURIComponent(cutText(escaped, 1_000))}`;
}
