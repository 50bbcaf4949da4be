import { refuse, type ApiAnswer } from './http.ts';

export interface RateDecision {
  readonly headers: Readonly<Record<string, string>>;
  /** Present if the caller has exceeded the limit. */
  readonly refusal?: ApiAnswer;
}

interface RateWindow {
  readonly windowMs: number;
  /** Renders `X-RateLimit-Reset`. */
  readonly showReset: (resetAtMs: number, nowMs: number) => number;
}

const MINUTE: RateWindow = { windowMs: 60_000, showReset: (resetAtMs) => Math.ceil(resetAtMs / 1000) };

/** Counts requests per key in windows of one minute, or of the given length. */
export function createRateLimiter(
  limit: number,
  nowMs: () => number,
  { windowMs, showReset }: RateWindow = MINUTE,
): (key: string) => RateDecision {
  const windows = new Map<string, { startedAtMs: number; count: number }>();
  return (key) => {
    const now = nowMs();
    let current = windows.get(key);
    if (current === undefined || now - current.startedAtMs >= windowMs) {
      current = { startedAtMs: now, count: 0 };
      windows.set(key, current);
    }
    current.count += 1;
    const resetAtMs = current.startedAtMs + windowMs;
    const headers = {
      'X-RateLimit-Limit': String(limit),
      'X-RateLimit-Remaining': String(Math.max(0, limit - current.count)),
      'X-RateLimit-Reset': String(showReset(resetAtMs, now)),
    };
    if (current.count <= limit) return { headers };
    return { headers, refusal: refuseTooMany(Math.ceil((resetAtMs - now) / 1000)) };
  };
}

/** Answers 429, with the seconds to wait in a header and in the body. */
export function refuseTooMany(retryAfterSeconds: number): ApiAnswer {
  const refusal = refuse(429, 'rate limit exceeded');
  return {
    ...refusal,
    body: { error: 'rate limit exceeded', retry_after: retryAfterSeconds },
    headers: { 'Retry-After': String(retryAfterSeconds) },
  };
}
