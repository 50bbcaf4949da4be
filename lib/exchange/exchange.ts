import type { JsonValue } from '../core/json.ts';

/** One header line as it stood on the wire: name as sent, value. Duplicates are separate lines, in order. */
export type HeaderLine = readonly [name: string, value: string];

/** Why there is no complete answer. Each is a fact about the target or the way to it, never an exception. */
export type FailureReason =
  'dns' | 'refused' | 'reset' | 'tls' | 'timeout' | 'oversize' | 'truncated' | 'malformed' | 'blocked';

/**
 * A response body with every known secret already replaced by its marker. `invalidUtf8` is set where bytes that are not
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

/** One HTTP call as a value: what was sent and what came back, or why nothing did. Redacted when it is made. */
export interface Exchange {
  /** Value of the `X-Request-Id` that the request carried; unique in all runs. */
  readonly requestId: string;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly request: SentRequest;
  readonly outcome: Answer | Failure;
}

const NEVER_SENT: ReadonlySet<FailureReason> = new Set(['dns', 'refused', 'tls', 'blocked']);

/** Whether a request cannot have been carried out, since no connection came to be that it could have gone out on. */
export function wasNeverSent({ outcome }: Exchange): boolean {
  return outcome.kind === 'failed' && NEVER_SENT.has(outcome.reason);
}

/** Whether a gateway answered with a page of its own because the service behind it did not (RFC 9110, sections 15.6.3 to 15.6.5). */
export function isProxyPage({ status, headers, body }: Answer): boolean {
  return status >= 502 && status <= 504 && body.kind === 'text' && mediaTypeOf(headers) === 'text/html';
}

/** Says what came of an exchange, as a sentence part: `answered 404`, `timeout: no answer within 10 s`. */
export function describeOutcome({ outcome }: Exchange): string {
  return outcome.kind === 'answered' ? `answered ${outcome.status}` : `${outcome.reason}: ${outcome.detail}`;
}

/** The value of the first header of that name, whatever its case. */
export function headerOf(headers: readonly HeaderLine[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  return headers.find(([candidate]) => candidate.toLowerCase() === wanted)?.[1];
}

/** The media type of a `Content-Type` without parameters, lower case (RFC 9110, section 8.3). */
export function mediaTypeOf(headers: readonly HeaderLine[]): string | undefined {
  return headerOf(headers, 'content-type')?.split(';')[0]?.trim().toLowerCase();
}
