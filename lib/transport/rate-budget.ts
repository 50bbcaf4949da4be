import { defined } from '../core/defined.ts';
import type { Clock } from '../core/clock.ts';
import { isProxyPage, type Exchange } from '../exchange/exchange.ts';
import { createOriginQueue, type OriginQueue } from './origin-queue.ts';
import type { PaceState } from './pace.ts';
import { readRateWindow } from './rate-window.ts';
import { retryAfterMs } from './retry-after.ts';

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
  /** After an answer that was lost or that a proxy gave in place of the service, where asking again does no harm. */
  readonly connectionLost: number;
  readonly waitedMs: number;
}

/** What one process has learned and spent, for the next one to go on with. Plain data. */
export interface BudgetState {
  readonly waitedMs: number;
  readonly paces: Readonly<Record<string, PaceState>>;
}

export interface HasExchange {
  readonly exchange: Exchange;
}

/** How a request may be treated. */
export interface SendRules {
  /** Being carried out twice does no harm: a lost answer may be asked for again. Reads always are. */
  readonly isRepeatable?: boolean;
  /**
   * It has a limit of its own, rarer than its host's: a 429 that is not over soon is neither waited for nor held against the
   * host.
   */
  readonly isRare?: boolean;
  /** An answer that does not come in time is not asked for again. */
  readonly isImpatient?: boolean;
  /** Statuses that are called for: a 503 among them is an answer, whatever its `Retry-After` says. */
  readonly expected?: readonly number[];
}

/** The last answer, and what it took to get it. */
export interface Delivered<Sent> {
  readonly sent: Sent;
  /** How often an answer was lost, this one included where it is none. */
  readonly lost: number;
  /** The answer asks for a wait that the budget does not cover. */
  readonly isBudgetSpent: boolean;
}

/** Keeps a run within what a host can take, and waits where it says so. */
export interface RateBudget {
  /**
   * Calls `send` when it is its turn at every origin that counts it, and again after a wait that the answer asks for, as long
   * as the budget lasts. The answer that comes back is the last one: with the budget spent that can be the 429 itself.
   */
  run<Sent extends HasExchange>(
    origins: readonly string[],
    send: () => Promise<Sent>,
    rules?: SendRules,
  ): Promise<Delivered<Sent>>;
  /** Requests that were sent again, all reasons together. */
  retries(): number;
  figures(): RetryFigures;
  state(): BudgetState;
  /** Goes on where another budget was. */
  resume(state: BudgetState): void;
}

type RetryReason = Exclude<keyof RetryFigures, 'waitedMs'>;

interface Retry {
  readonly reason: RetryReason;
  readonly waitMs: number;
}

interface Decided<Sent> {
  readonly sent: Sent;
  /** What is to be done about the answer; nothing where it is good for something. */
  readonly retry?: Retry;
  readonly isPaid: boolean;
}

const MOST_TRIES_WHILE_UNAVAILABLE = 4;
const SHORTEST_WAIT_MS = 100;
/** A host that asks for no wait at all, again and again, is not asked any faster than this. */
const LONGEST_LEAST_WAIT_MS = 1_000;
const LONGEST_WINDOW_OF_A_HOST_MS = 120_000;
const FIRST_BLIND_WAIT_MS = 1_000;
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** How often a lost answer is asked for again. What takes long to be lost, or comes out wrong, is asked for once more only. */
const RETRIES_WHEN_LOST: Readonly<Record<string, number>> = {
  reset: 3,
  refused: 3,
  truncated: 3,
  'proxy page': 3,
  timeout: 1,
  malformed: 1,
};

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
  const pay = (queue: OriginQueue | undefined, waitMs: number): boolean => {
    const pausedMs = Math.max(0, (queue?.pace.pausedUntilMs() ?? 0) - clock.nowMs());
    const costMs = Math.max(0, waitMs - pausedMs);
    if (counts.waitedMs + costMs > options.retryBudgetMs) return false;
    counts.waitedMs += costMs;
    return true;
  };
  const sendInTurn = async <Sent extends HasExchange>(
    on: readonly OriginQueue[],
    send: () => Promise<Decided<Sent>>,
  ): Promise<Decided<Sent>> => {
    const [queue, ...rest] = on;
    if (queue === undefined) return send();
    return queue.run(
      () => sendInTurn(rest, send),
      ({
        sent: {
          exchange: { outcome },
        },
      }) =>
        outcome.kind === 'failed'
          ? { isRefused: false }
          : { isRefused: outcome.status === 429, window: readRateWindow(outcome, clock.nowMs()) },
    );
  };
  const refuse = (on: readonly OriginQueue[], { exchange: { outcome } }: HasExchange, waitMs: number): void => {
    if (outcome.kind === 'failed') return;
    const window = readRateWindow(outcome, clock.nowMs());
    for (const queue of on) queue.pace.refused(clock.nowMs(), waitMs, window);
  };

  /** Before anybody else has a turn: a 429 speaks for the whole host, a 503 perhaps for one operation. */
  const decide = <Sent extends HasExchange>(on: readonly OriginQueue[], sent: Sent, so: Attempt): Decided<Sent> => {
    const retry = retryFor(sent.exchange, so);
    // A connection is lost in no time, and no host has asked for the wait.
    const isPaid = retry !== undefined && (retry.reason === 'connectionLost' || pay(on[0], retry.waitMs));
    if (isPaid && retry.reason === 'rateLimited') refuse(on, sent, retry.waitMs);
    return { sent, isPaid, ...defined({ retry }) };
  };

  return {
    async run<Sent extends HasExchange>(
      origins: readonly string[],
      send: () => Promise<Sent>,
      rules: SendRules = {},
    ): Promise<Delivered<Sent>> {
      const on = origins.map(queueFor);
      let lost = 0;
      for (let attempt = 1; ; attempt += 1) {
        const { sent, retry, isPaid } = await sendInTurn(on, async () => {
          const answered = await send();
          if (whyLost(answered.exchange) !== undefined) lost += 1;
          return decide(on, answered, { attempt, lost, rules, nowMs: clock.nowMs() });
        });
        if (retry === undefined || !isPaid) return { sent, lost, isBudgetSpent: retry !== undefined };
        counts[retry.reason] += 1;
        if (retry.reason !== 'rateLimited') await clock.sleep(retry.waitMs);
      }
    },
    retries: () => counts.rateLimited + counts.unavailable + counts.connectionLost,
    figures: () => ({ ...counts }),
    state: () => ({
      waitedMs: counts.waitedMs,
      paces: Object.fromEntries([...queues].map(([origin, queue]) => [origin, queue.pace.state()])),
    }),
    resume(state) {
      counts.waitedMs = state.waitedMs;
      for (const [origin, pace] of Object.entries(state.paces)) queueFor(origin).pace.resume(pace);
    },
  };
}

interface Attempt {
  readonly attempt: number;
  readonly lost: number;
  readonly rules: SendRules;
  readonly nowMs: number;
}

function retryFor(exchange: Exchange, { attempt, lost, rules, nowMs }: Attempt): Retry | undefined {
  const { outcome } = exchange;
  const why = whyLost(exchange);
  if (why !== undefined) {
    const isHarmless = SAFE_METHODS.has(exchange.request.method) || rules.isRepeatable === true;
    if (why === 'timeout' && rules.isImpatient === true) return undefined;
    if (!isHarmless || lost > (RETRIES_WHEN_LOST[why] ?? 0)) return undefined;
    return { reason: 'connectionLost', waitMs: SHORTEST_WAIT_MS * 2 ** (lost - 1) };
  }
  if (outcome.kind === 'failed') return undefined;
  const askedMs = retryAfterMs(outcome, nowMs);
  if (outcome.status === 429) {
    const toldMs = askedMs ?? readRateWindow(outcome, nowMs).resetInMs;
    if (rules.isRare === true && (toldMs ?? Infinity) > LONGEST_WINDOW_OF_A_HOST_MS) return undefined;
    const waitMs = toldMs ?? FIRST_BLIND_WAIT_MS * 2 ** Math.min(attempt - 1, 6);
    const leastMs = Math.min(SHORTEST_WAIT_MS * 2 ** (attempt - 1), LONGEST_LEAST_WAIT_MS);
    return { reason: 'rateLimited', waitMs: Math.max(leastMs, waitMs) };
  }
  if (rules.expected?.includes(outcome.status) === true) return undefined;
  if (outcome.status !== 503 || askedMs === undefined || attempt >= MOST_TRIES_WHILE_UNAVAILABLE) return undefined;
  return { reason: 'unavailable', waitMs: Math.max(SHORTEST_WAIT_MS, askedMs) };
}

/** Why there is no answer of the service; nothing where there is one, or where asking again is of no use. */
function whyLost({ outcome }: Exchange): string | undefined {
  if (outcome.kind === 'answered') return isLostToProxy(outcome) ? 'proxy page' : undefined;
  return RETRIES_WHEN_LOST[outcome.reason] === undefined ? undefined : outcome.reason;
}

/** A page of a proxy that says when to come back is waited out instead. */
function isLostToProxy(answer: Extract<Exchange['outcome'], { kind: 'answered' }>): boolean {
  return isProxyPage(answer) && !(answer.status === 503 && retryAfterMs(answer, 0) !== undefined);
}
