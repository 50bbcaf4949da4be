import { describe, expect, it } from 'vitest';
import { errorTextDoesNotLeak } from './error-text-does-not-leak.ts';
import { OPERATION, testAnswer, testContext } from '../../tests/support/test-context.ts';

describe('errorTextDoesNotLeak', () => {
  it('accepts an error in words for the caller', () => {
    const answer = testAnswer(400, { error: 'select a name from the list; updates are set at noon' });
    expect(errorTextDoesNotLeak.evaluate(testContext(answer))).toEqual({ kind: 'passed' });
  });

  it.each([
    ['a stack trace', 'panic: goroutine 12 [running]'],
    ['a stack trace, a place in the source code, a path of the machine', 'TypeError at read (/srv/app/widget.js:12:3)'],
    ["a place in the source code, another provider's raw error", 'stripe: declined, charge.go:118'],
    ['an SQL statement or driver error', 'pq: relation "widgets" does not exist'],
    ['an SQL statement or driver error', 'SELECT id FROM widgets'],
    ["another provider's raw error", 'stripe: no such customer'],
    ['the address of a person', 'ask ada.lovelace@example.org, the owner'],
    ['the name of an internal host', 'dial tcp db.prod.internal:5432: refused'],
  ])('reports %s', (seen, text) => {
    for (const body of [text, { error: text }])
      expect(errorTextDoesNotLeak.evaluate(testContext(testAnswer(500, body)))).toEqual({
        kind: 'failed',
        observations: [
          {
            rule: 'ops.error-leak',
            place: { kind: 'body', status: 500 },
            clause: `${OPERATION}/responses`,
            expected: 'an error in words for the caller',
            seen,
          },
        ],
      });
  });

  it('rests on the declared error, where there is one', () => {
    const verdict = errorTextDoesNotLeak.evaluate(testContext(testAnswer(404, { error: 'pq: no such row' })));
    expect(verdict).toMatchObject({ observations: [{ clause: `${OPERATION}/responses/404` }] });
  });

  it('accepts the address of a desk, and one that was sent', () => {
    const context = testContext(testAnswer(400, { error: 'no ada@example.org here, write to support@example.org' }));
    const request = { ...context.exchange.request, body: '{"email":"ada@example.org"}' };
    const verdict = errorTextDoesNotLeak.evaluate({ ...context, exchange: { ...context.exchange, request } });
    expect(verdict).toEqual({ kind: 'passed' });
  });

  it('looks at errors only', () => {
    expect(errorTextDoesNotLeak.evaluate(testContext(testAnswer(200, 'SELECT id FROM widgets')))).toEqual({
      kind: 'skipped',
      reason: 'not an error',
    });
  });
});
