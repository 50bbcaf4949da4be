import { describe, expect, it } from 'vitest';
import type { Answer, Exchange, Failure } from '../../exchange/exchange.ts';
import type { Wire } from '../../transport/wire.ts';
import { probeOfTenant, serviceLines } from './service-lines.ts';

const STARTED_MS = Date.UTC(2026, 0, 1, 12, 0, 0);

function wireTo(outcome: Answer | Failure, durationMs = 20): Wire {
  const exchange: Exchange = {
    requestId: 'r',
    startedAtMs: STARTED_MS,
    durationMs,
    request: { method: 'GET', url: 'https://acme.example.com/health', headers: [] },
    outcome,
  };
  return {
    send: () => Promise.resolve({ exchange, lost: 0, isBudgetSpent: false }),
    retries: () => 0,
    renewBudget: () => undefined,
    close: () => Promise.resolve(),
  };
}

function answer(status: number, headers: Answer['headers'] = []): Answer {
  return { kind: 'answered', status, headers, body: { kind: 'text', text: 'page' } };
}

function dateAt(offsetMs: number): Answer['headers'] {
  return [['date', new Date(STARTED_MS + offsetMs).toUTCString()]];
}

const probe = { who: 'tenant', request: probeOfTenant('acme'), latencyBudgetMs: 100 };

describe('serviceLines', () => {
  it('shows a service that answers, and a clock that agrees', async () => {
    expect(await serviceLines(probe, wireTo(answer(401, dateAt(0))))).toEqual([
      { state: 'ok', what: 'tenant: answer', detail: '401 to GET https://acme.example.com/health, after 20 ms' },
      { state: 'ok', what: 'tenant: clock', detail: 'agrees with this machine' },
    ]);
  });

  it('fails where no answer comes', async () => {
    const lines = await serviceLines(
      probe,
      wireTo({ kind: 'failed', reason: 'timeout', detail: 'no complete answer' }),
    );
    expect(lines).toMatchObject([
      { state: 'fail', exitCode: 3, detail: expect.stringContaining('no complete answer') as string },
    ]);
  });

  it('fails where a proxy answers or the service fails', async () => {
    const page = await serviceLines(probe, wireTo(answer(502, [['content-type', 'text/html']])));
    expect(page[0]).toMatchObject({ state: 'fail', detail: expect.stringContaining('from a proxy') as string });
    expect((await serviceLines(probe, wireTo(answer(500))))[0]).toMatchObject({ state: 'fail', exitCode: 3 });
  });

  it('warns of slow answers', async () => {
    expect((await serviceLines(probe, wireTo(answer(200, dateAt(0)), 101)))[0]).toMatchObject({
      state: 'warn',
      next: expect.stringContaining('LATENCY_BUDGET_MS') as string,
    });
  });

  it.each([
    [60_000, '60 s ahead of this machine'],
    [-60_000, '60 s behind this machine'],
  ])('warns of a clock that is %i ms off', async (offsetMs, said) => {
    expect((await serviceLines(probe, wireTo(answer(200, dateAt(offsetMs)))))[1]).toMatchObject({
      state: 'warn',
      detail: said,
    });
  });

  it('warns where there is no Date to compare with', async () => {
    expect((await serviceLines(probe, wireTo(answer(200))))[1]).toMatchObject({
      state: 'warn',
      detail: expect.stringContaining('no Date') as string,
    });
  });
});
