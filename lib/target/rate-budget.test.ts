import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../core/clock.ts';
import type { Exchange, FailureReason, HeaderLine } from '../exchange/exchange.ts';
import { createRateBudget, type HasExchange, type RateBudgetOptions } from './rate-budget.ts';

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

function setUp(options: Partial<RateBudgetOptions> = {}) {
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
    return budget.run('https://a.example', async () => {
      startedAtMs.push(fake.clock.monotonicMs());
      const answer = answers[Math.min(index, answers.length - 1)];
      index += 1;
      if (answer === undefined) throw new Error('no answer was given');
      return answer;
    });
  };
  return { ...fake, budget, run, startedAtMs };
}

function statusOf({ exchange }: HasExchange): number | FailureReason {
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
    const origins = ['https://a.example', 'https://b.example'];
    const runs = origins.map((origin) =>
      budget.run(origin, async () => {
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
      budget.run('https://a.example', async () => {
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
    await expect(settle(budget.run('https://a.example', () => Promise.reject(new Error('a bug'))))).rejects.toThrow(
      'a bug',
    );
    expect(statusOf(await settle(run(answered(200))))).toBe(200);
  });
});

describe('an answer that asks to wait', () => {
  it('is waited out by seconds', async () => {
    const { budget, run, settle, startedAtMs } = setUp();
    expect(statusOf(await settle(run(answered(429, [['Retry-After', '3']]), answered(200))))).toBe(200);
    expect(startedAtMs).toEqual([0, 3_000]);
    expect(budget.figures()).toEqual({ rateLimited: 1, unavailable: 0, connectionLost: 0, waitedMs: 3_000 });
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
    const { budget, run, settle } = setUp({ retryBudgetMs: 2_000 });
    const limited = () => run(answered(429, [['Retry-After', '2']]), answered(200));
    const results = await settle(Promise.all([limited(), limited(), limited()]));
    expect(results.map(statusOf)).toEqual([200, 200, 200]);
    expect(budget.figures()).toMatchObject({ rateLimited: 3, waitedMs: 2_000 });
  });

  it('comes back as it is when the budget is spent', async () => {
    const { budget, run, settle, startedAtMs } = setUp({ retryBudgetMs: 5_000 });
    expect(statusOf(await settle(run(answered(429, [['Retry-After', '3']]))))).toBe(429);
    expect(startedAtMs).toEqual([0, 3_000]);
    expect(budget.figures().waitedMs).toBe(3_000);
  });

  it('is asked again a limited number of times, even when it asks for no wait at all', async () => {
    const { run, settle, startedAtMs } = setUp();
    expect(statusOf(await settle(run(answered(503, [['Retry-After', '0']]))))).toBe(503);
    expect(startedAtMs).toHaveLength(10);
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

describe('a lost connection', () => {
  it.each<FailureReason>(['reset', 'refused'])(
    'is tried once more for a method that changes nothing: %s',
    async (reason) => {
      const { budget, run, settle, startedAtMs } = setUp();
      expect(statusOf(await settle(run(failedWith(reason), answered(200))))).toBe(200);
      expect(statusOf(await settle(run(failedWith(reason))))).toBe(reason);
      expect(startedAtMs).toHaveLength(4);
      expect(budget.figures().connectionLost).toBe(2);
    },
  );

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('is never tried again for %s', async (method) => {
    const { run, settle, startedAtMs } = setUp();
    expect(statusOf(await settle(run(failedWith('reset', method))))).toBe('reset');
    expect(startedAtMs).toHaveLength(1);
  });

  it.each<FailureReason>(['timeout', 'truncated', 'malformed', 'dns', 'tls'])(
    'is not every failure: %s',
    async (reason) => {
      const { run, settle, startedAtMs } = setUp();
      await settle(run(failedWith(reason)));
      expect(startedAtMs).toHaveLength(1);
    },
  );
});
