import type { RateWindow } from './rate-window.ts';

/** Learned from a refusal: so many requests in any stretch of this length. */
interface Quota {
  readonly limit: number;
  readonly windowMs: number;
}

/** A window of the limit, as answers described it: the fewest requests left that any of them told, and when it ends. */
interface SeenWindow {
  readonly endsAtMs: number;
  readonly remaining: number;
}

/** When the next request may start: now, at a time, or when one that is under way has been answered. */
type Turn =
  { readonly kind: 'now' } | { readonly kind: 'at'; readonly atMs: number } | { readonly kind: 'after-an-answer' };

/** Learns how often one origin may be asked, from its answers, and keeps to it. */
export interface Pace {
  turn(nowMs: number): Turn;
  started(): void;
  /** Counts an answer. `window` is what it said of the limit; absent where no answer came. */
  ended(nowMs: number, how: { readonly window?: RateWindow; readonly isRefused: boolean }): void;
  /** Takes a 429 into account: nothing is sent for `waitMs`, and less often from then on. */
  refused(nowMs: number, waitMs: number, window: RateWindow): void;
  pausedUntilMs(): number;
}

/** Length of a window where nothing is said of it: a minute, as on the platform. */
const USUAL_WINDOW_MS = 60_000;
/** A shorter wait than this comes from a bucket that refills steadily, and not from a window that is used up. */
const SHORT_WAIT_MS = 5_000;
/** Two answers describe the same window where its ends differ by no more than this: they are told in whole seconds. */
const SAME_WINDOW_MS = 1_500;
/** A window that ends later than this is not waited for before a 429 asks for it. */
const LONGEST_WINDOW_MS = 300_000;
const FIRST_INTERVAL_MS = 100;
const RECOVERY = 0.7;

export function createPace(): Pace {
  let pausedUntilMs = 0;
  let limit: number | undefined;
  let quota: Quota | undefined;
  let windows: SeenWindow[] = [];
  let countedAtMs: number[] = [];
  let inFlight = 0;
  let intervalMs = 0;
  let nextStartMs = 0;
  let lastRefusalMs = 0;

  const forget = (nowMs: number): void => {
    const since = nowMs - Math.max(USUAL_WINDOW_MS, quota?.windowMs ?? 0);
    windows = windows.filter((window) => window.endsAtMs > nowMs);
    countedAtMs = countedAtMs.filter((atMs) => atMs > since);
  };
  /** Times of the requests that count since then. Those before the last 429 do not: the 429 started a new window. */
  const countedSince = (sinceMs: number): readonly number[] =>
    countedAtMs.filter((atMs) => atMs > Math.max(sinceMs, lastRefusalMs));
  const turnByWindows = (): Turn => {
    const tight = windows.filter((window) => window.remaining - inFlight < 1);
    if (tight.length === 0 && (windows.length > 0 || limit === undefined || inFlight < Math.max(1, limit)))
      return { kind: 'now' };
    const empty = tight.filter((window) => window.remaining < 1).map((window) => window.endsAtMs);
    return empty.length > 0 ? { kind: 'at', atMs: Math.max(...empty) } : { kind: 'after-an-answer' };
  };
  const turnByQuota = (nowMs: number): Turn => {
    if (quota === undefined) return { kind: 'now' };
    const { windowMs } = quota;
    const recent = countedSince(nowMs - windowMs);
    if (recent.length + inFlight < quota.limit) return { kind: 'now' };
    if (inFlight >= quota.limit) return { kind: 'after-an-answer' };
    const leaving = recent[recent.length + inFlight - quota.limit] ?? nowMs;
    return { kind: 'at', atMs: leaving + windowMs };
  };
  const learnWindow = (nowMs: number, { limit: told, remaining, resetInMs }: RateWindow): void => {
    limit = told ?? limit;
    if (remaining === undefined || resetInMs === undefined || resetInMs > LONGEST_WINDOW_MS) return;
    const endsAtMs = nowMs + resetInMs;
    const same = windows.find((window) => Math.abs(window.endsAtMs - endsAtMs) <= SAME_WINDOW_MS);
    windows = windows.filter((window) => window !== same);
    windows.push({
      endsAtMs: Math.max(endsAtMs, same?.endsAtMs ?? 0),
      remaining: Math.min(remaining, same?.remaining ?? Infinity),
    });
  };
  const slowDown = (nowMs: number, waitMs: number): void => {
    intervalMs = Math.min(Math.max(intervalMs * 2, FIRST_INTERVAL_MS), Math.max(waitMs, FIRST_INTERVAL_MS));
    nextStartMs = nowMs + waitMs;
  };

  return {
    turn(nowMs) {
      forget(nowMs);
      const startMs = Math.max(pausedUntilMs, nextStartMs);
      if (startMs > nowMs) return { kind: 'at', atMs: startMs };
      const byWindows = turnByWindows();
      return byWindows.kind === 'now' ? turnByQuota(nowMs) : byWindows;
    },
    started: () => void (inFlight += 1),
    ended(nowMs, { window, isRefused }) {
      inFlight -= 1;
      if (!isRefused) {
        countedAtMs.push(nowMs);
        intervalMs = intervalMs * RECOVERY < FIRST_INTERVAL_MS / 4 ? 0 : intervalMs * RECOVERY;
        nextStartMs = Math.max(nextStartMs, nowMs + intervalMs);
      }
      if (window !== undefined) learnWindow(nowMs, window);
      // The host may have counted a request whose answer was lost: assume that each window has one less.
      else windows = windows.map((each) => ({ ...each, remaining: each.remaining - 1 }));
    },
    refused(nowMs, waitMs, window) {
      const isOneOfMany = nowMs < pausedUntilMs;
      pausedUntilMs = Math.max(pausedUntilMs, nowMs + waitMs);
      if (isOneOfMany) return;
      const windowMs = window.windowMs ?? Math.max(USUAL_WINDOW_MS, waitMs);
      const counted = countedSince(nowMs - windowMs).length;
      if (window.limit !== undefined) quota = { limit: Math.max(1, Math.floor(window.limit)), windowMs };
      else if (waitMs > SHORT_WAIT_MS && counted > 0)
        quota = { limit: Math.min(counted, quota?.limit ?? Infinity), windowMs };
      else slowDown(nowMs, waitMs);
      lastRefusalMs = nowMs;
    },
    pausedUntilMs: () => pausedUntilMs,
  };
}
