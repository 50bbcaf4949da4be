import { defined } from '../core/defined.ts';
import { type Answer, headerOf } from '../exchange/exchange.ts';

/** The limit that an answer was counted against; each member only where the answer has it. */
export interface RateWindow {
  /** Requests that the window lets through. */
  readonly limit?: number;
  readonly remaining?: number;
  /** Until the window starts afresh. */
  readonly resetInMs?: number;
  readonly windowMs?: number;
}

/**
 * Reads the limit from the headers of an answer: `RateLimit` and `RateLimit-Policy` in the forms of the drafts of the IETF
 * (draft-ietf-httpapi-ratelimit-headers), `RateLimit-*`, and the older `X-RateLimit-*`.
 */
export function readRateWindow({ headers }: Answer, nowMs: number): RateWindow {
  const one = (...names: readonly string[]): string | undefined =>
    names.map((name) => headerOf(headers, name)?.trim()).find((value) => value !== undefined && value !== '');
  const combined = one('ratelimit') ?? '';
  const policy = one('ratelimit-policy') ?? one('ratelimit-limit') ?? '';
  const limit =
    numberIn(one('ratelimit-limit', 'x-ratelimit-limit')) ?? member(combined, 'limit') ?? member(policy, 'q');
  const remaining =
    numberIn(one('ratelimit-remaining', 'x-ratelimit-remaining')) ??
    member(combined, 'remaining') ??
    member(combined, 'r');
  const reset =
    numberIn(one('ratelimit-reset', 'x-ratelimit-reset')) ?? member(combined, 'reset') ?? member(combined, 't');
  const windowSeconds = member(policy, 'w') ?? member(policy, 'window');
  return {
    ...defined({ limit, remaining }),
    ...(reset === undefined ? {} : { resetInMs: Math.max(0, untilReset(reset, nowMs)) }),
    ...(windowSeconds === undefined ? {} : { windowMs: windowSeconds * 1000 }),
  };
}

/** The number a value begins with: `50` and `50, 50;w=60` both say 50. */
function numberIn(value: string | undefined): number | undefined {
  const digits = /^(\d+(?:\.\d+)?)\s*(?:$|[,;])/.exec(value ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** A parameter of a structured field (RFC 9651): `w` in `"default";q=50;w=60`, `reset` in `limit=50, reset=30`. */
function member(value: string, name: string): number | undefined {
  const digits = new RegExp(`(?:^|[;,\\s])${name}=(\\d+(?:\\.\\d+)?)`, 'i').exec(value)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

const MILLISECONDS_SINCE_1970 = 1e11;
const SECONDS_SINCE_1970 = 1e8;

/** A point in time in seconds or milliseconds, or the seconds until then: the older headers are not standardised. */
function untilReset(value: number, nowMs: number): number {
  if (value > MILLISECONDS_SINCE_1970) return value - nowMs;
  return value > SECONDS_SINCE_1970 ? value * 1000 - nowMs : value * 1000;
}

/** How long an answer asks to wait: `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3). */
export function retryAfterMs(answer: Answer, nowMs: number): number | undefined {
  const value = headerOf(answer.headers, 'retry-after')?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+(?:\.\d+)?$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
