import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../core/json.ts';
import { OPERATION, testAnswer, testContext } from '../../tests/support/test-context.ts';
import { valuesAgree } from './values-agree.ts';

const judge = (body: JsonValue) => valuesAgree.evaluate(testContext(testAnswer(200, body)));
const observed = (rule: string, pointer: string, [expected, seen]: readonly [string, string]) => ({
  kind: 'failed',
  observations: [{ rule, place: { kind: 'body', pointer }, clause: `${OPERATION}/responses/200`, expected, seen }],
});

describe('valuesAgree', () => {
  it.each<JsonValue>([
    { created_at: '2026-05-01T12:00:00Z', updated_at: '2026-05-01T12:00:00Z' },
    { created_at: '2026-05-01T12:00:00.900Z', updated_at: '2026-05-01T12:00:00Z' },
    { created_at: '2026-05-01T12:00:00Z', last_used_at: '0001-01-01T00:00:00Z' },
    { created_at: 'soon', updated_at: null },
    { limit: 10, spend: 3, remaining: 7 },
    { limit: 10, spend: 30, remaining: 0 },
    { limit: 10, spend: 30, remaining: -20 },
    { limit: null, spend: 3, remaining: null },
    { credits_used: 9, credits_limit: 5, limit_exceeded: true },
    { credits_used: 5, credits_limit: 5 },
  ])('accepts %j', (body) => {
    expect(judge(body)).toEqual({ kind: 'passed' });
  });

  it('reports a change before the beginning, once for all rows', () => {
    const row = { created_at: '2026-05-01T12:00:00Z', updated_at: '2025-05-01T12:00:00Z' };
    expect(judge({ parts: [row, row] })).toEqual(
      observed('state.time-order', '/parts/*/updated_at', ['a time after created_at', 'a time before created_at']),
    );
  });

  it('reports a rest that is no rest, and use beyond the cap', () => {
    expect(judge({ limit: 10, spend: 3, remaining: 10 })).toEqual(
      observed('state.sums', '/remaining', ['the limit without what was spent', 'another number']),
    );
    expect(judge({ overage_used_credits: 9, overage_cap_credits: 5 })).toEqual(
      observed('state.over-limit', '/overage_used_credits', [
        'no more than overage_cap_credits',
        'more, and nothing says so',
      ]),
    );
  });

  it('looks at successes only', () => {
    const skipped = { kind: 'skipped', reason: 'there is nothing to compare' };
    expect(valuesAgree.evaluate(testContext(testAnswer(404, { error: 'no' })))).toEqual(skipped);
  });
});
