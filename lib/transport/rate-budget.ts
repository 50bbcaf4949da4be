import { defined } from '../core/defined.ts';
import type { Clock } from '../core/clock.ts';
import { FAILURES, isProxyPage, type Answer, type Exchange } from '../exchange/exchange.ts';
import { createOriginQueue, type OriginQueue } from './origin-queue.ts';
import { readRateWindow, retryAfterMs } from './rate-window.ts';

export interface RateBudgetOptions {
  /** To one origin, on average; 0 means no limit. */
  readonly requestsPerSecond: number;
  /** To one origin at the same time. */
  readonly maxInFlight: number;
  /** How long all waits of a run may be together, where a host asks for them. */
  readonly retryBudgetMs: number;
  readonly clock: Clock;
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
interface RateBudget {
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
  /** Milliseconds that were spent on waits. */
  waitedMs(): number;
  /** Starts on a budget of its own; what was learned of the hosts stays. */
  renew(): void;
}

interface Retry {
  /**
   * `rate-limited`: after a 429. `unavailable`: after a 503 with `Retry-After`. `lost`: after an answer that was lost, or that a
   * proxy gave in place of the service.
   */
  readonly reason: 'rate-limited' | 'unavailable' | 'lost';
  readonly waitMs: number;
}

interface Decided<Sent> {
  readonly sent: Sent;
  /** Absent where the answer is the last one. */
  readonly retry?: Retry;
  /** The budget covers the wait. */
  readonly isPaid: boolean;
}

const MOST_TRIES_WHILE_UNAVAILABLE = 4;
const SHORTEST_WAIT_MS = 100;
/** The wait that is kept to in the end, where a host answers 429 again and again and asks for no wait. */
const LONGEST_LEAST_WAIT_MS = 1_000;
const LONGEST_WINDOW_OF_A_HOST_MS = 120_000;
const FIRST_BLIND_WAIT_MS = 1_000;
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

const REPEATS_AFTER_PROXY_PAGE = 3;

export function createRateBudget(options: RateBudgetOptions): RateBudget {
  const { clock } = options;
  const queueOf = new Map<string, OriginQueue>();
  let retries = 0;
  let waitedMs = 0;

  const queueFor = (origin: string): OriginQueue => {
    const queue = queueOf.get(origin) ?? createOriginQueue(options);
    queueOf.set(origin, queue);
    return queue;
  };
  /** Takes a wait off the budget; waits that overlap on one origin are paid for once. False where the budget does not cover it. */
  const pay = (queue: OriginQueue | undefined, waitMs: number): boolean => {
    const pausedMs = Math.max(0, (queue?.pace.pausedUntilMs() ?? 0) - clock.nowMs());
    const costMs = Math.max(0, waitMs - pausedMs);
    if (waitedMs + costMs > options.retryBudgetMs) return false;
    waitedMs += costMs;
    return true;
  };
  const sendInTurn = async <Sent extends HasExchange>(
    queues: readonly OriginQueue[],
    send: () => Promise<Decided<Sent>>,
  ): Promise<Decided<Sent>> => {
    const [queue, ...rest] = queues;
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
  const refuse = (queues: readonly OriginQueue[], { exchange: { outcome } }: HasExchange, waitMs: number): void => {
    if (outcome.kind === 'failed') return;
    const window = readRateWindow(outcome, clock.nowMs());
    for (const queue of queues) queue.pace.refused(clock.nowMs(), waitMs, window);
  };

  /** Decides before anybody else has a turn: a 429 speaks for the whole host, a 503 perhaps for one operation. */
  const decide = <Sent extends HasExchange>(
    queues: readonly OriginQueue[],
    sent: Sent,
    attempt: Attempt,
  ): Decided<Sent> => {
    const retry = retryFor(sent.exchange, attempt);
    // A connection is lost in no time, and no host has asked for the wait.
    const isPaid = retry !== undefined && (retry.reason === 'lost' || pay(queues[0], retry.waitMs));
    if (isPaid && retry.reason === 'rate-limited') refuse(queues, sent, retry.waitMs);
    return { sent, isPaid, ...defined({ retry }) };
  };

  return {
    async run<Sent extends HasExchange>(
      origins: readonly string[],
      send: () => Promise<Sent>,
      rules: SendRules = {},
    ): Promise<Delivered<Sent>> {
      const queues = origins.map(queueFor);
      let lost = 0;
      for (let tries = 1; ; tries += 1) {
        const { sent, retry, isPaid } = await sendInTurn(queues, async () => {
          const answered = await send();
          if (mostRepeats(answered.exchange) > 0) lost += 1;
          return decide(queues, answered, { tries, lost, rules, nowMs: clock.nowMs() });
        });
        if (retry === undefined || !isPaid) return { sent, lost, isBudgetSpent: retry !== undefined };
        retries += 1;
        if (retry.reason !== 'rate-limited') await clock.sleep(retry.waitMs);
      }
    },
    retries: () => retries,
    waitedMs: () => waitedMs,
    renew() {
      waitedMs = 0;
    },
  };
}

interface Attempt {
  /** This one included. */
  readonly tries: number;
  readonly lost: number;
  readonly rules: SendRules;
  readonly nowMs: number;
}

function retryFor(exchange: Exchange, { tries, lost, rules, nowMs }: Attempt): Retry | undefined {
  const { outcome } = exchange;
  const most = mostRepeats(exchange);
  if (most > 0) {
    const isHarmless = SAFE_METHODS.has(exchange.request.method) || rules.isRepeatable === true;
    if (outcome.kind === 'failed' && outcome.reason === 'timeout' && rules.isImpatient === true) return undefined;
    if (!isHarmless || lost > most) return undefined;
    return { reason: 'lost', waitMs: SHORTEST_WAIT_MS * 2 ** (lost - 1) };
  }
  if (outcome.kind === 'failed') return undefined;
  const askedMs = retryAfterMs(outcome, nowMs);
  if (outcome.status === 429) {
    const toldMs = askedMs ?? readRateWindow(outcome, nowMs).resetInMs;
    if (rules.isRare === true && (toldMs ?? Infinity) > LONGEST_WINDOW_OF_A_HOST_MS) return undefined;
    const waitMs = toldMs ?? FIRST_BLIND_WAIT_MS * 2 ** Math.min(tries - 1, 6);
    const leastMs = Math.min(SHORTEST_WAIT_MS * 2 ** (tries - 1), LONGEST_LEAST_WAIT_MS);
    return { reason: 'rate-limited', waitMs: Math.max(leastMs, waitMs) };
  }
  if (rules.expected?.includes(outcome.status) === true) return undefined;
  if (outcome.status !== 503 || askedMs === undefined || tries >= MOST_TRIES_WHILE_UNAVAILABLE) return undefined;
  return { reason: 'unavailable', waitMs: Math.max(SHORTEST_WAIT_MS, askedMs) };
}

/** How often an answer that was lost may be asked for again; 0 where the service answered, or would fail in the same way. */
function mostRepeats({ outcome }: Exchange): number {
  if (outcome.kind === 'failed') return FAILURES[outcome.reason].repeats;
  return isLostToProxy(outcome) ? REPEATS_AFTER_PROXY_PAGE : 0;
}

/** A page of a proxy that says when to come back is waited out instead. */
function isLostToProxy(answer: Answer): boolean {
  return isProxyPage(answer) && !(answer.status === 503 && retryAfterMs(answer, 0) !== undefined);
}
