import { describe, expect, it } from 'vitest';
import type { Step } from '../cases/case.ts';
import { testAnswer, testContext } from '../../tests/support/test-context.ts';
import type { Answer, Failure } from '../exchange/exchange.ts';
import type { OperationObservation } from '../findings/run-record.ts';
import { OperationObserver } from './observe.ts';

interface Seen {
  readonly outcome: Answer | Failure;
  readonly durationMs?: number;
  readonly step?: Partial<Step>;
  readonly isProbe?: boolean;
}

/** What answers showed of the operation `readWidget`. */
function observe(...all: readonly Seen[]): OperationObservation {
  const { contract, operation, step, exchange } = testContext(testAnswer(200));
  const observer = new OperationObserver(contract, operation);
  for (const { outcome, durationMs = 7, step: changes, isProbe = true } of all)
    observer.see({ step: { ...step, ...changes }, exchange: { ...exchange, outcome, durationMs } }, isProbe);
  return observer.summarise();
}

describe('OperationObserver', () => {
  it('takes note of what the answers of the operation show', () => {
    expect(observe({ outcome: testAnswer(200, { id: 'w1', status: 'active', more: 1 }) })).toMatchObject({
      exercised: true,
      statusesSeen: ['200'],
      membersSeen: ['200 /id', '200 /status'],
      membersUndeclared: ['200 /more'],
      enumValuesSeen: ['200 /status "active"'],
      requests: 1,
    });
  });

  it('counts a request of another path or method, and learns nothing from its answer', () => {
    const outcome = testAnswer(404, { error: 'page not found', more: 1 });
    expect(observe({ outcome, step: { outside: true } })).toMatchObject({
      exercised: false,
      statusesSeen: [],
      mediaTypesSeen: [],
      membersUndeclared: [],
      requests: 1,
    });
  });

  it('does not take a step towards another operation for a look at this one', () => {
    expect(observe({ outcome: testAnswer(200), isProbe: false })).toMatchObject({
      exercised: false,
      statusesSeen: ['200'],
    });
  });

  it('measures how long successes take, and nothing else', () => {
    const reset: Failure = { kind: 'failed', reason: 'reset', detail: '' };
    const failed = [
      { outcome: testAnswer(500), durationMs: 9000 },
      { outcome: reset, durationMs: 9000 },
      { outcome: testAnswer(200), durationMs: 9000, step: { outside: true } } as const,
    ];
    expect(observe({ outcome: testAnswer(200), durationMs: 40 }, ...failed).latencyP95Ms).toBe(40);
    expect(observe({ outcome: testAnswer(200), durationMs: 0.2 }).latencyP95Ms).toBe(1);
    expect(observe(...failed).latencyP95Ms).toBe(0);
  });
});
