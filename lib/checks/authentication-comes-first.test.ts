import { describe, expect, it } from 'vitest';
import { authenticationComesFirst } from './authentication-comes-first.ts';
import { OPERATION, testAnswer, testContext } from '../../tests/support/test-context.ts';

const expectation = { kind: 'unauthenticated', statuses: [401], because: 'the id' } as const;
const testCase = { variant: 'unknown-id' };
const gate = { nobody: testAnswer(401, { error: 'no' }) };

describe('authenticationComesFirst', () => {
  it.each([401, 403, 302])('accepts %d', (status) => {
    const context = testContext(testAnswer(status), { expectation, testCase, others: gate });
    expect(authenticationComesFirst.evaluate(context)).toEqual({ kind: 'passed' });
  });

  it('reports that something else is looked at before the credential', () => {
    const context = testContext(testAnswer(404, { error: 'no such widget' }), {
      expectation,
      testCase,
      step: { tier: 'anonymous' },
      others: gate,
    });
    expect(authenticationComesFirst.evaluate(context)).toEqual({
      kind: 'failed',
      observations: [
        {
          rule: 'auth.check-order',
          place: { kind: 'access', variant: 'unknown-id' },
          clause: `${OPERATION}/security`,
          expected: '401, before anything looks at the id',
          seen: '404',
          tier: 'anonymous',
          severity: 'major',
          attack: 'strangers learn from readWidget what exists, or what a request has to look like',
        },
      ],
    });
  });

  it.each([
    ['a success', testAnswer(200, {}), gate],
    ['the gate is open', testAnswer(404, {}), { nobody: testAnswer(200, {}) }],
  ])('leaves an open gate to the matrix: %s', (_, answer, others) => {
    expect(authenticationComesFirst.evaluate(testContext(answer, { expectation, others }))).toEqual({
      kind: 'skipped',
      reason: 'the gate itself is open, which the matrix reports',
    });
  });

  it('asks only where a case does', () => {
    expect(authenticationComesFirst.evaluate(testContext(testAnswer(404)))).toEqual({
      kind: 'skipped',
      reason: 'not what the case asks',
    });
  });
});
