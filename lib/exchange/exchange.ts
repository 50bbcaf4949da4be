import type { JsonValue } from '../core/json.ts';

/** A header line as it was on the wire: the name as sent, and the value. Duplicates are separate lines, in order. */
export type HeaderLine = readonly [name: string, value: string];

/** Why there is no complete answer: a fact about the target or the network, never an exception. */
export type FailureReason =
  'dns' | 'refused' | 'reset' | 'tls' | 'timeout' | 'oversize' | 'truncated' | 'malformed' | 'blocked';

/**
 * A response body in which every known secret has been replaced by its marker. `invalidUtf8` is set if bytes that are not
 * UTF-8 were replaced by U+FFFD.
 */
export type SeenBody =
  | { readonly kind: 'empty' }
  | { readonly kind: 'json'; readonly text: string; readonly value: JsonValue; readonly invalidUtf8?: true }
  | { readonly kind: 'text'; readonly text: string; readonly invalidUtf8?: true };

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

const NEVER_SENT: ReadonlySet<FailureReason> = new Set(['dns', 'refused', 'tls', 'blocked']);

/** Tells whether the target cannot have carried out the request, because there was no connection to send it on. */
export function wasNeverSent({ outcome }: Exchange): boolean {
  return outcome.kind === 'failed' && NEVER_SENT.has(outcome.reason);
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
