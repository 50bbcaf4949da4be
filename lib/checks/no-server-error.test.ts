import { describe, expect, it } from 'vitest';
import { noServerError } from './no-server-error.ts';
import { OPERATION, REFUSED, testAnswer, testContext } from '../../tests/support/test-context.ts';

const error = { kind: 'error', statuses: [400], because: 'a bad body', rule: 'request.constraint-unenforced' } as const;

describe('noServerError', () => {
  it('accepts answers, a 501 of the router, and a failure that the case asks for', () => {
    for (const status of [200, 404, 501])
      expect(noServerError.evaluate(testContext(testAnswer(status)))).toEqual({ kind: 'passed' });
    const asked = testContext(testAnswer(503), { expectation: { ...error, statuses: [503] } });
    expect(noServerError.evaluate(asked)).toEqual({ kind: 'passed' });
  });

  it('leaves it to others where somebody is let in who should not be, and told what the rightful caller is told', () => {
    const missing = testAnswer(503, { error: 'no such tenant' });
    const others = { nobody: testAnswer(401), rightful: missing, meantErrors: [503] };
    expect(noServerError.evaluate(testContext(missing, { expectation: REFUSED, others }))).toEqual({
      kind: 'passed',
    });
  });

  it.each([
    ['status.server-error', undefined, 'no server error'],
    ['request.invalid-crashes', error, '400 (a bad body)'],
    [
      'status.server-error',
      { ...error, statuses: [404], because: 'no such id', isMissing: true } as const,
      '404 (no such id)',
    ],
  ])('reports %s', (rule, expectation, expected) => {
    const context = testContext(testAnswer(500, {}), expectation === undefined ? {} : { expectation });
    expect(noServerError.evaluate(context)).toEqual({
      kind: 'failed',
      observations: [
        { rule, place: { kind: 'status', status: 500 }, clause: `${OPERATION}/responses`, expected, seen: '500' },
      ],
    });
  });
});
