import { describe, expect, it } from 'vitest';
import type { Expectation } from '../cases/case.ts';
import { statusIsDeclared } from './status-is-declared.ts';
import { OPERATION, REFUSED, testAnswer, testContext, type OtherAnswers } from '../../tests/support/test-context.ts';

const error = { kind: 'error', statuses: [404], because: 'the id', rule: 'guard.skipped' } as const;
const DECLARED = '200, 202, 204, 401, 403 or 404';

describe('statusIsDeclared', () => {
  it('accepts a declared status, and a refusal that the case lists', () => {
    expect(statusIsDeclared.evaluate(testContext(testAnswer(404)))).toEqual({ kind: 'passed' });
    const expectation = { ...REFUSED, statuses: [418] };
    expect(statusIsDeclared.evaluate(testContext(testAnswer(418), { expectation }))).toEqual({ kind: 'passed' });
  });

  const teapot = testAnswer(418, { error: 'no' });
  const refusal = { tier: 'org-key', expected: 'a declared refusal (401)' };

  it.each<readonly [string, string, Expectation, OtherAnswers, object]>([
    ['status.undocumented', 'a success is due', { kind: 'success', statuses: [200] }, {}, {}],
    ['request.invalid-wrong-error', 'an error is due', error, {}, {}],
    ['auth.refusal-status', 'nobody is answered so too', REFUSED, { nobody: teapot }, refusal],
    ['auth.refusal-status', 'a made-up token is answered so too', REFUSED, { madeUp: teapot }, refusal],
    ['status.undocumented', 'the rightful caller is answered so too', REFUSED, { rightful: teapot }, {}],
    [
      'status.undocumented',
      'nobody else is answered so',
      REFUSED,
      { nobody: testAnswer(401), rightful: testAnswer(200) },
      {},
    ],
  ])('reports %s where %s', (rule, _, expectation, others, changes) => {
    expect(statusIsDeclared.evaluate(testContext({ ...teapot }, { expectation, others }))).toEqual({
      kind: 'failed',
      observations: [
        {
          rule,
          place: { kind: 'status', status: 418 },
          clause: `${OPERATION}/responses`,
          expected: DECLARED,
          seen: '418',
          ...changes,
        },
      ],
    });
  });

  it('reports a status that only default covers', () => {
    expect(statusIsDeclared.evaluate(testContext(testAnswer(418), { operationId: 'readOpen' }))).toEqual({
      kind: 'failed',
      observations: [
        {
          rule: 'status.covered-by-default-only',
          place: { kind: 'status', status: 418 },
          clause: '/paths/~1open/get/responses',
          expected: 'a declared status',
          seen: '418, under default',
        },
      ],
    });
  });

  it('leaves redirects, and what is compared with a control, to others', () => {
    expect(statusIsDeclared.evaluate(testContext(testAnswer(302)))).toEqual({
      kind: 'skipped',
      reason: 'redirects have a check of their own',
    });
    const expectation = { ...REFUSED, likeControl: true } as const;
    expect(statusIsDeclared.evaluate(testContext(testAnswer(418), { expectation }))).toEqual({
      kind: 'skipped',
      reason: "the status is the control step's to answer for",
    });
  });
});
