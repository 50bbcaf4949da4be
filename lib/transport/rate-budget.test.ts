import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../core/clock.ts';
import type { Exchange, FailureReason, HeaderLine } from '../exchange/exchange.ts';
import { createRateBudget, type Delivered, type HasExchange, type RateBudgetOptions } from './rate-budget.ts';

const ORIGIN = 'https://a.example';
const EPOCH_MS = 1_700_000_000_000;

/** Time that passes only when everybody sleeps. */
function createFakeClock() {
  let nowMs = 0;
  const sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];
  const clock: Clock = {
    nowMs: () => EPOCH_MS + nowMs,
    monotonicMs: () => nowMs,
    sleep: (durationMs) => new Promise((wake) => sleepers.push({ atMs: nowMs + durationMs, wake })),
  };
  const settle = async <T>(promise: Promise<T>): Promise<T> => {
    let isDone = false;
    void promise.finally(() => (isDone = true)).catch(() => undefined);
    for (;;) {
      await setImmediate();
      if (isDone) return promise;
      const next = sleepers.sort((left, right) => left.atMs - right.atMs).shift();
      if (next === undefined) throw new Error('everybody waits and nobody sleeps');
      nowMs = next.atMs;
      next.wake();
    }
  };
  return { clock, settle, advance: (durationMs: number) => (nowMs += durationMs) };
}

function answered(status: number, headers: readonly HeaderLine[] = [], method = 'GET'): HasExchange {
  return { exchange: exchangeWith({ kind: 'answered', status, headers, body: { kind: 'empty' } }, method) };
}

function failedWith(reason: FailureReason, method = 'GET'): HasExchange {
  return { exchange: exchangeWith({ kind: 'failed', reason, detail: '' }, method) };
}

function exchangeWith(outcome: Exchange['outcome'], method: string): Exchange {
  return { requestId: 'run1-1', startedAtMs: 0, durationMs: 0, request: { method, url: '', headers: [] }, outcome };
}

function setUp(options: Partial<RateBudgetOptions> = {}, answersAfterMs?: number) {
  const fake = createFakeClock();
  const budget = createRateBudget({
    requestsPerSecond: 0,
    maxInFlight: 4,
    retryBudgetMs: 60_000,
    clock: fake.clock,
    ...options,
  });
  const startedAtMs: number[] = [];
  /** Gives the answers one after the other, the last one for ever. */
  const run = (...answers: HasExchange[]) => {
    let index = 0;
    return budget.run([ORIGIN], async () => {
      startedAtMs.push(fake.clock.monotonicMs());
      if (answersAfterMs !== undefined) await fake.clock.sleep(answersAfterMs);
      const answer = answers[Math.min(index, answers.length - 1)];
      index += 1;
      if (answer === undefined) throw new Error('no answer was given');
      return answer;
    });
  };
  return { ...fake, budget, run, startedAtMs };
}

function statusOf({ sent: { exchange } }: Delivered<HasExchange>): number | FailureReason {
  return exchange.outcome.kind === 'answered' ? exchange.outcome.status : exchange.outcome.reason;
}

describe('the pace', () => {
  it('is so many requests a second to one origin', async () => {
    const { run, settle, startedAtMs } = setUp({ requestsPerSecond: 10 });
    await settle(Promise.all([1, 2, 3, 4].map(() => run(answered(200)))));
    expect(startedAtMs).toEqual([0, 100, 200, 300]);
  });

  it('is without limit at 0', async () => {
    const { run, settle, startedAtMs } = setUp();
    await settle(Promise.all([1, 2, 3].map(() => run(answered(200)))));
    expect(startedAtMs).toEqual([0, 0, 0]);
  });

  it('is kept for each origin on its own', async () => {
    const { budget, clock, settle } = setUp({ requestsPerSecond: 1 });
    const started: [string, number][] = [];
    const origins = [ORIGIN, 'https://b.example'];
    const runs = origins.map((origin) =>
      budget.run([origin], async () => {
        started.push([origin, clock.monotonicMs()]);
        return answered(200);
      }),
    );
    await settle(Promise.all(runs));
    expect(started).toEqual(origins.map((origin) => [origin, 0]));
  });

  it('is so many requests under way at a time, the first come served first', async () => {
    const { budget, clock, settle } = setUp({ maxInFlight: 2 });
    let inFlight = 0;
    let most = 0;
    const order: number[] = [];
    const runs = [1, 2, 3, 4, 5].map((number) =>
      budget.run([ORIGIN], async () => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        order.push(number);
        await clock.sleep(10);
        inFlight -= 1;
        return answered(200);
      }),
    );
    await settle(Promise.all(runs));
    expect(most).toBe(2);
    expect(order).toEqual([1, 2, 3, 4, 5]);
  });

  it('goes on after a request that throws', async () => {
    const { budget, run, settle } = setUp({ maxInFlight: 1 });
    await expect(settle(budget.run([ORIGIN], () => Promise.reject(new Error('a bug'))))).rejects.toThrow('a bug');
    expect(statusOf(await settle(run(answered(200))))).toBe(200);
  });
});

describe('an answer that asks to wait', () => {
  it('is waited out by seconds', async () => {
    const { budget, run, settle, startedAtMs } = setUp();
    expect(statusOf(await settle(run(answered(429, [['Retry-After', '3']]), answered(200))))).toBe(200);
    expect(startedAtMs).toEqual([0, 3_000]);
    expect(budget.waitedMs()).toBe(3_000);
    expect(budget.retries()).toBe(1);
  });

  it('is waited out by date, and whatever the method', async () => {
    const { run, settle, startedAtMs } = setUp();
    const date = new Date(EPOCH_MS + 5_000).toUTCString();
    expect(statusOf(await settle(run(answered(503, [['retry-after', date]], 'POST'), answered(201))))).toBe(201);
    expect(startedAtMs).toEqual([0, 5_000]);
  });

  it('holds up everything to that origin when it is a 429', async () => {
    const { run, settle, startedAtMs } = setUp();
    const first = run(answered(429, [['Retry-After', '2']]), answered(200));
    await setImmediate();
    await settle(Promise.all([first, run(answered(200))]));
    expect(startedAtMs).toEqual([0, 2_000, 2_000]);
  });

  it('costs the budget once when several ask at the same time', async () => {
    const { budget, run, settle } = setUp({ retryBudgetMs: 2_000 }, 0);
    const limited = () => run(answered(429, [['Retry-After', '2']]), answered(200));
    const results = await settle(Promise.all([limited(), limited(), limited()]));
    expect(results.map(statusOf)).toEqual([200, 200, 200]);
    expect([budget.retries(), budget.waitedMs()]).toEqual([3, 2_000]);
  });

  it('comes back as it is when the budget is spent', async () => {
    const { budget, run, settle, startedAtMs } = setUp({ retryBudgetMs: 5_000 });
    const last = await settle(run(answered(429, [['Retry-After', '3']])));
    expect([statusOf(last), last.isBudgetSpent]).toEqual([429, true]);
    expect(startedAtMs).toEqual([0, 3_000]);
    expect(budget.waitedMs()).toBe(3_000);
  });

  it('is asked again a limited number of times, even when it asks for no wait at all', async () => {
    const { run, settle, startedAtMs } = setUp();
    expect(statusOf(await settle(run(answered(503, [['Retry-After', '0']]))))).toBe(503);
    expect(startedAtMs).toHaveLength(4);
  });

  it('is waited out by its window, or longer each time, when a 429 does not say for how long', async () => {
    const { run, settle, startedAtMs } = setUp();
    const window: HeaderLine[] = [
      ['X-RateLimit-Remaining', '0'],
      ['X-RateLimit-Reset', String((EPOCH_MS + 7_000) / 1000)],
    ];
    await settle(run(answered(429, window), answered(429), answered(429), answered(200)));
    expect(startedAtMs).toEqual([0, 7_000, 9_000, 13_000]);
  });

  it('is the answer when a 503 is what was expected', async () => {
    const { budget, settle } = setUp();
    const answer = answered(503, [['Retry-After', '60']]);
    const sending = budget.run([ORIGIN], () => Promise.resolve(answer), { expected: [200, 503] });
    const delivered = await settle(sending);
    expect([statusOf(delivered), delivered.isBudgetSpent]).toEqual([503, false]);
    expect([budget.retries(), budget.waitedMs()]).toEqual([0, 0]);
  });

  it('is no reason to wait when it is a 503 without Retry-After', async () => {
    const { run, settle, startedAtMs } = setUp();
    expect(statusOf(await settle(run(answered(503))))).toBe(503);
    expect(startedAtMs).toEqual([0]);
  });
});

describe('an empty window', () => {
  it.each([
    ['seconds until then', '4'],
    ['a time in seconds', String((EPOCH_MS + 4_000) / 1000)],
    ['a time in milliseconds', String(EPOCH_MS + 4_000)],
  ])('is waited out before the next request: %s', async (_title, reset) => {
    const { run, settle, startedAtMs } = setUp();
    const headers: HeaderLine[] = [
      ['X-RateLimit-Remaining', '0'],
      ['X-RateLimit-Reset', reset],
    ];
    await settle(run(answered(200, headers)));
    await settle(run(answered(200)));
    expect(startedAtMs).toEqual([0, 4_000]);
  });

  it('is none while requests are left', async () => {
    const { run, settle, startedAtMs } = setUp();
    await settle(
      run(
        answered(200, [
          ['X-RateLimit-Remaining', '1'],
          ['X-RateLimit-Reset', '4'],
        ]),
      ),
    );
    await settle(run(answered(200)));
    expect(startedAtMs).toEqual([0, 0]);
  });
});

const PAGE: HasExchange = {
  exchange: exchangeWith(
    {
      kind: 'answered',
      status: 502,
      headers: [['Content-Type', 'text/html']],
      body: { kind: 'text', text: '<html></html>' },
    },
    'GET',
  ),
};

describe('a lost answer', () => {
  it.each<[string, HasExchange, number]>([
    ['a reset connection', failedWith('reset'), 4],
    ['a refused connection', failedWith('refused'), 4],
    ['a body cut short', failedWith('truncated'), 4],
    ['the page of a proxy', PAGE, 4],
    ['no answer in time', failedWith('timeout'), 2],
    ['bytes that are not HTTP', failedWith('malformed'), 2],
  ])('is asked for again, a limited number of times: %s', async (_title, lost, most) => {
    const { budget, run, settle, startedAtMs } = setUp();
    const first = await settle(run(lost, answered(200)));
    expect([statusOf(first), first.lost]).toEqual([200, 1]);
    const second = await settle(run(lost));
    expect([second.sent, second.lost]).toEqual([lost, most]);
    expect(startedAtMs).toHaveLength(2 + most);
    expect([budget.retries(), budget.waitedMs()]).toEqual([most, 0]);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'is not asked for again by %s, unless that is harmless',
    async (method) => {
      const { run, budget, settle, startedAtMs } = setUp();
      expect(statusOf(await settle(run(failedWith('reset', method))))).toBe('reset');
      expect(startedAtMs).toHaveLength(1);
      const repeatable = budget.run([ORIGIN], () => Promise.resolve(failedWith('reset', method)), {
        isRepeatable: true,
      });
      expect(await settle(repeatable)).toMatchObject({ lost: 4 });
    },
  );

  it.each<FailureReason>(['dns', 'tls', 'blocked', 'oversize'])('is not every failure: %s', async (reason) => {
    const { run, settle, startedAtMs } = setUp();
    expect(await settle(run(failedWith(reason)))).toMatchObject({ lost: 0 });
    expect(startedAtMs).toHaveLength(1);
  });
});

/** A host that lets so many requests through a minute, counted from the first, and says so or not. */
function createLimitedHost(nowMs: () => number, limit: number, headersFor: (facts: WindowFacts) => HeaderLine[]) {
  let startsAtMs = -Infinity;
  let count = 0;
  const arrivals: { readonly atMs: number; readonly isRefused: boolean }[] = [];
  return {
    arrivals,
    answer: (): HasExchange => {
      if (nowMs() >= startsAtMs + 60_000) [startsAtMs, count] = [nowMs(), 0];
      count += 1;
      const isRefused = count > limit;
      arrivals.push({ atMs: nowMs(), isRefused });
      const endsAtMs = startsAtMs + 60_000;
      const headers = headersFor({ limit, remaining: Math.max(0, limit - count), endsAtMs, nowMs: nowMs(), isRefused });
      return answered(isRefused ? 429 : 200, headers, 'POST');
    },
  };
}

interface WindowFacts {
  readonly limit: number;
  readonly remaining: number;
  readonly endsAtMs: number;
  readonly nowMs: number;
  readonly isRefused: boolean;
}

/** The most arrivals in any minute. */
function busiestMinute(atMs: readonly number[]): number {
  return Math.max(...atMs.map((start) => atMs.filter((each) => each >= start && each < start + 60_000).length));
}

describe('a host that allows 50 requests a minute', () => {
  const inSeconds = ({ endsAtMs, nowMs }: WindowFacts) => String(Math.ceil((endsAtMs - nowMs) / 1000));
  const refusalWith = (value: (facts: WindowFacts) => string) => (facts: WindowFacts) =>
    facts.isRefused ? [['Retry-After', value(facts)] as const] : [];

  it.each<[string, (facts: WindowFacts) => HeaderLine[]]>([
    ['Retry-After in seconds', refusalWith(inSeconds)],
    ['Retry-After as a date', refusalWith(({ endsAtMs }) => new Date(endsAtMs + 999).toUTCString())],
    [
      'X-RateLimit-*',
      (facts) => [
        ...refusalWith(inSeconds)(facts),
        ['X-RateLimit-Limit', String(facts.limit)],
        ['X-RateLimit-Remaining', String(facts.remaining)],
        ['X-RateLimit-Reset', String(Math.ceil(facts.endsAtMs / 1000))],
      ],
    ],
    [
      'RateLimit and RateLimit-Policy',
      (facts) => [
        ...refusalWith(inSeconds)(facts),
        ['RateLimit-Policy', `"default";q=${facts.limit};w=60`],
        ['RateLimit', `"default";r=${facts.remaining};t=${inSeconds(facts)}`],
      ],
    ],
  ])('is asked no more than that after its first refusal: %s', async (_title, headersFor) => {
    const { budget, clock, settle } = setUp({ maxInFlight: 8, retryBudgetMs: 120_000 });
    const host = createLimitedHost(() => clock.nowMs(), 50, headersFor);
    const send = async (): Promise<HasExchange> => {
      await clock.sleep(20);
      return host.answer();
    };
    const all = Array.from({ length: 180 }, () => budget.run([ORIGIN], send));
    const statuses = (await settle(Promise.all(all))).map(statusOf);
    expect(new Set(statuses)).toEqual(new Set([200]));
    const firstRefusal = host.arrivals.findIndex(({ isRefused }) => isRefused);
    // What was under way at the first refusal could not know of it.
    const later = host.arrivals.slice(firstRefusal < 0 ? 0 : firstRefusal + 8);
    expect(later.filter(({ isRefused }) => isRefused)).toEqual([]);
    expect(busiestMinute(later.map(({ atMs }) => atMs))).toBeLessThanOrEqual(firstRefusal < 0 ? 100 : 50);
    // One window, and what answers that came later asked for beyond the first.
    expect(budget.waitedMs()).toBeLessThanOrEqual(61_000);
  });

  it('is kept to when the budget is renewed', async () => {
    const { budget, clock, settle } = setUp();
    const host = createLimitedHost(() => clock.nowMs(), 50, refusalWith(inSeconds));
    const send = () => Promise.resolve(host.answer());
    await settle(Promise.all(Array.from({ length: 60 }, () => budget.run([ORIGIN], send))));
    budget.renew();
    expect(budget.waitedMs()).toBe(0);
    const refusedBefore = host.arrivals.filter(({ isRefused }) => isRefused).length;
    await settle(Promise.all(Array.from({ length: 60 }, () => budget.run([ORIGIN], send))));
    expect(host.arrivals.filter(({ isRefused }) => isRefused)).toHaveLength(refusedBefore);
  });
});

describe('an operation with a quota of its own', () => {
  it('is not waited for, and its refusal says nothing of the host', async () => {
    const { budget, run, settle, startedAtMs } = setUp();
    const refusal = answered(429, [['Retry-After', '3600']], 'POST');
    const rare = await settle(budget.run([ORIGIN], () => Promise.resolve(refusal), { isRare: true }));
    expect([statusOf(rare), rare.isBudgetSpent]).toEqual([429, false]);
    await settle(run(answered(200)));
    expect(startedAtMs).toEqual([0]);
  });
});
