import { headerOf, type Answer } from '../exchange/exchange.ts';

/** How long an answer asks to wait: `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3). */
export function retryAfterMs(answer: Answer, nowMs: number): number | undefined {
  const value = headerOf(answer.headers, 'retry-after')?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+(?:\.\d+)?$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

/** How long until there are requests left again, where an answer says that there are none. */
export function untilResetMs(answer: Answer, nowMs: number): number | undefined {
  const remaining = headerOf(answer.headers, 'x-ratelimit-remaining')?.trim();
  const reset = headerOf(answer.headers, 'x-ratelimit-reset')?.trim();
  if (remaining === undefined || reset === undefined || !/^\d+(?:\.\d+)?$/.test(reset)) return undefined;
  if (remaining === '' || Number(remaining) > 0) return undefined;
  return Math.max(0, resetMs(Number(reset), nowMs));
}

const MILLISECONDS_SINCE_1970 = 1e11;
const SECONDS_SINCE_1970 = 1e8;

/** The header is not standardised: a point in time in seconds or milliseconds, or the seconds until then. */
function resetMs(value: number, nowMs: number): number {
  if (value > MILLISECONDS_SINCE_1970) return value - nowMs;
  return value > SECONDS_SINCE_1970 ? value * 1000 - nowMs : value * 1000;
}
