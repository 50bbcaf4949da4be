import type { Clock } from '../core/clock.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { createOriginQueue, type OriginQueue } from './origin-queue.ts';
import { retryAfterMs, untilResetMs } from './retry-after.ts';

export interface RateBudgetOptions {
  /** To one origin, on average; 0 means no limit. */
  readonly requestsPerSecond: number;
  /** To one origin at the same time. */
  readonly maxInFlight: number;
  /** How long all waits of a run may be together, where a host asks for them. */
  readonly retryBudgetMs: number;
  readonly clock: Clock;
}

/** Why requests were sent again, and how long was waited for that. */
export interface RetryFigures {
  /** After a 429. */
  readonly rateLimited: number;
  /** After a 503 with `Retry-After`. */
  readonly unavailable: number;
  /** After a connection was lost before an answer, for methods that change nothing. */
  readonly connectionLost: number;
  readonly waitedMs: number;
}

export interface HasExchange {
  readonly exchange: Exchange;
}

/** Keeps a run within what a host can take, and waits where it says so. */
export interface RateBudget {
  /**
   * Calls `send` when it is its turn, and again after a wait that the answer asks for, as long as the budget lasts. The answer
   * that comes back is the last one: with the budget spent that can be the 429 itself.
   */
  run<Sent extends HasExchange>(origin: string, send: () => Promise<Sent>): Promise<Sent>;
  /** Requests that were sent again, all reasons together. */
  retries(): number;
  figures(): RetryFigures;
}

type RetryReason = Exclude<keyof RetryFigures, 'waitedMs'>;

interface Retry {
  readonly reason: RetryReason;
  readonly waitMs: number;
}

const MOST_ATTEMPTS = 10;
const SHORTEST_WAIT_MS = 100;
const FIRST_BLIND_WAIT_MS = 1_000;
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

export function createRateBudget(options: RateBudgetOptions): RateBudget {
  const { clock } = options;
  const queues = new Map<string, OriginQueue>();
  const counts = { rateLimited: 0, unavailable: 0, connectionLost: 0, waitedMs: 0 };

  const queueFor = (origin: string): OriginQueue => {
    const queue = queues.get(origin) ?? createOriginQueue(options);
    queues.set(origin, queue);
    return queue;
  };
  /** Waits that overlap on one origin are paid for once. */
  const pay = (queue: OriginQueue, waitMs: number): boolean => {
    const costMs = Math.max(0, clock.monotonicMs() + waitMs - queue.pausedUntilMs());
    if (counts.waitedMs + costMs > options.retryBudgetMs) return false;
    counts.waitedMs += costMs;
    return true;
  };

  return {
    async run<Sent extends HasExchange>(origin: string, send: () => Promise<Sent>): Promise<Sent> {
      const queue = queueFor(origin);
      for (let attempt = 1; ; attempt += 1) {
        const sent = await queue.run(send);
        const retry = retryFor(sent.exchange, attempt, clock.nowMs());
        if (retry === undefined) {
          const waitMs = emptyWindowMs(sent.exchange, clock.nowMs());
          if (waitMs !== undefined && pay(queue, waitMs)) queue.pause(waitMs);
          return sent;
        }
        if (attempt >= MOST_ATTEMPTS || !pay(queue, retry.waitMs)) return sent;
        counts[retry.reason] += 1;
        // A 429 speaks for the whole host, a 503 perhaps for one operation: others may go on.
        if (retry.reason === 'rateLimited') queue.pause(retry.waitMs);
        else await clock.sleep(retry.waitMs);
      }
    },
    retries: () => counts.rateLimited + counts.unavailable + counts.connectionLost,
    figures: () => ({ ...counts }),
  };
}

function retryFor(exchange: Exchange, attempt: number, nowMs: number): Retry | undefined {
  const { outcome } = exchange;
  if (outcome.kind === 'failed') {
    const isLost = outcome.reason === 'reset' || outcome.reason === 'refused';
    const isFirst = attempt === 1 && SAFE_METHODS.has(exchange.request.method);
    return isLost && isFirst ? { reason: 'connectionLost', waitMs: SHORTEST_WAIT_MS } : undefined;
  }
  const askedMs = retryAfterMs(outcome, nowMs);
  if (outcome.status === 429) {
    const waitMs = askedMs ?? untilResetMs(outcome, nowMs) ?? FIRST_BLIND_WAIT_MS * 2 ** (attempt - 1);
    return { reason: 'rateLimited', waitMs: Math.max(SHORTEST_WAIT_MS, waitMs) };
  }
  if (outcome.status !== 503 || askedMs === undefined) return undefined;
  return { reason: 'unavailable', waitMs: Math.max(SHORTEST_WAIT_MS, askedMs) };
}

function emptyWindowMs({ outcome }: Exchange, nowMs: number): number | undefined {
  return outcome.kind === 'failed' ? undefined : untilResetMs(outcome, nowMs);
}
