import { headerOf, type Answer } from '../exchange/exchange.ts';

/** How long an answer asks to wait: `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3). */
export function retryAfterMs(answer: Answer, nowMs: number): number | undefined {
  const value = headerOf(answer.headers, 'retry-after')?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+(?:\.\d+)?$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
