import type { JsonValue } from '../core/json.ts';

/** A header line as it was on the wire: the name as sent, and the value. Duplicates are separate lines, in order. */
export type HeaderLine = readonly [name: string, value: string];

/** Why there is no complete answer: a fact about the target or the network, never an exception. */
export type FailureReason =
  'dns' | 'refused' | 'reset' | 'tls' | 'timeout' | 'oversize' | 'truncated' | 'malformed' | 'blocked';

/**
 * A response body in which every known secret has been replaced by its marker. `invalidUtf8` is set if bytes that are not
 * UTF-8 were replaced by U+FFFD, `notEncoded` if the bytes are text as they came, whatever `Content-Encoding` says; `isTooDeep` if a
 * text is JSON that is nested too deeply to be looked into.
 */
export type SeenBody =
  | { readonly kind: 'empty' }
  | ({ readonly kind: 'json'; readonly text: string; readonly value: JsonValue } & BodyFlags)
  | ({ readonly kind: 'text'; readonly text: string; readonly isTooDeep?: true } & BodyFlags);

interface BodyFlags {
  readonly invalidUtf8?: true;
  readonly notEncoded?: true;
}

/** A request as it was sent, redacted. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly HeaderLine[];
  readonly body?: string;
}

/** A response as it came, redacted. */
export interface Answer {
  readonly kind: 'answered';
  readonly status: number;
  readonly headers: readonly HeaderLine[];
  readonly body: SeenBody;
}

/** Why there is no response. */
export interface Failure {
  readonly kind: 'failed';
  readonly reason: FailureReason;
  readonly detail: string;
}

/** One HTTP call as a value: the request, and the response or why there is none. Redacted when it is made. */
export interface Exchange {
  /** The `X-Request-Id` of the request; unique across runs. */
  readonly requestId: string;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly request: SentRequest;
  readonly outcome: Answer | Failure;
}

/** The consequences of a reason of failure. */
interface FailureTraits {
  readonly detail: string;
  /** Why the host cannot be reached; absent where it is there. */
  readonly unreachable?: string;
  /** Describes the broken answer. Absent where the request never went out, so that it was not carried out either. */
  readonly seen?: string;
  /** How often a request is repeated that may be sent twice: once where it takes long to fail, never where it would fail again. */
  readonly repeats: number;
}

/** Everything that is decided by why there is no complete answer. */
export const FAILURES: Readonly<Record<FailureReason, FailureTraits>> = {
  dns: {
    detail: 'the host name could not be resolved',
    unreachable: 'its host name cannot be resolved',
    repeats: 0,
  },
  refused: { detail: 'no connection could be made', unreachable: 'the connection is refused', repeats: 3 },
  reset: {
    detail: 'the connection was closed before an answer began',
    seen: 'a connection that was reset',
    repeats: 3,
  },
  tls: {
    detail: 'the TLS connection could not be trusted or set up',
    unreachable: 'its TLS certificate is not trusted',
    repeats: 0,
  },
  timeout: {
    detail: 'no complete answer arrived in time',
    unreachable: 'it does not answer in time',
    seen: 'no answer in time',
    repeats: 1,
  },
  oversize: { detail: 'the answer is larger than the limit', seen: 'a body beyond the size limit', repeats: 0 },
  truncated: { detail: 'the answer broke off before its end', seen: 'an answer that is cut off', repeats: 3 },
  malformed: { detail: 'the answer is not valid HTTP', seen: 'bytes that are not HTTP', repeats: 1 },
  blocked: { detail: 'the request cannot be sent as it stands', repeats: 0 },
};

/** Tells whether the target cannot have carried out the request, because there was no connection to send it on. */
export function wasNeverSent({ outcome }: Exchange): boolean {
  return outcome.kind === 'failed' && FAILURES[outcome.reason].seen === undefined;
}

/** How it is known that a request without success made nothing; undefined where it may have made something. */
export function whyNotMade(exchange: Exchange): string | undefined {
  const { outcome } = exchange;
  if (wasNeverSent(exchange)) return 'never sent';
  return outcome.kind === 'answered' && outcome.status >= 300 && outcome.status < 500
    ? `refused with ${outcome.status}`
    : undefined;
}

/** Tells whether a gateway answered with its own page because the service behind it did not (RFC 9110, 15.6.3 to 15.6.5). */
export function isProxyPage({ status, headers, body }: Answer): boolean {
  return status >= 502 && status <= 504 && body.kind === 'text' && mediaTypeOf(headers) === 'text/html';
}

/** Says what came of an exchange, as a sentence part: `answered 404`, `timeout: no answer within 10 s`. */
export function describeOutcome({ outcome }: Exchange): string {
  return outcome.kind === 'answered' ? `answered ${outcome.status}` : `${outcome.reason}: ${outcome.detail}`;
}

/** Returns the value of the first header with that name, in upper or lower case. */
export function headerOf(headers: readonly HeaderLine[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  return headers.find(([candidate]) => candidate.toLowerCase() === wanted)?.[1];
}

/** Returns the media type of `Content-Type` in lower case and without parameters: `application/json` (RFC 9110, section 8.3). */
export function mediaTypeOf(headers: readonly HeaderLine[]): string | undefined {
  return headerOf(headers, 'content-type')?.split(';')[0]?.trim().toLowerCase();
}

const WITHHELD = '(not stored: may hold secrets)';
const CUT = /… \((\d+) characters\)$/;

/** Replaces the body of the answer with a mark, for operations whose bodies are never stored. */
export function withoutBody(exchange: Exchange): Exchange {
  return withText(exchange, () => WITHHELD);
}

/** Cuts the body of the answer to a length, and appends a mark with its original length. */
export function cutBody(exchange: Exchange, longest: number): Exchange {
  return withText(exchange, (text) =>
    text.length <= longest ? undefined : `${text.slice(0, longest)}… (${text.length} characters)`,
  );
}

/** Tells how much of an answer's body was stored: all of it, its beginning, or nothing. */
export function storedBodyOf({ body }: Answer): 'whole' | 'cut' | 'withheld' {
  // A JSON body is always whole: one that is cut or withheld becomes text.
  if (body.kind !== 'text') return 'whole';
  if (body.text === WITHHELD) return 'withheld';
  return CUT.test(body.text) ? 'cut' : 'whole';
}

function withText(exchange: Exchange, change: (text: string) => string | undefined): Exchange {
  const { outcome } = exchange;
  if (outcome.kind !== 'answered' || outcome.body.kind === 'empty') return exchange;
  const text = change(outcome.body.text);
  return text === undefined ? exchange : { ...exchange, outcome: { ...outcome, body: { kind: 'text', text } } };
}
