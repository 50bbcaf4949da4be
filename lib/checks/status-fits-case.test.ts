import { describe, expect, it } from 'vitest';
import type { Expectation } from '../cases/case.ts';
import { statusFitsCase } from './status-fits-case.ts';
import { OPERATION, REFUSED, testAnswer, testContext } from '../../tests/support/test-context.ts';

const error = { kind: 'error', statuses: [404], because: 'the id', rule: 'guard.skipped' } as const;

describe('statusFitsCase', () => {
  it('accepts the status that the case calls for', () => {
    expect(statusFitsCase.evaluate(testContext(testAnswer(200, {})))).toEqual({ kind: 'passed' });
    expect(statusFitsCase.evaluate(testContext(testAnswer(404), { expectation: error }))).toEqual({ kind: 'passed' });
  });

  it('accepts 410 where 404 is due', () => {
    expect(statusFitsCase.evaluate(testContext(testAnswer(410), { expectation: error }))).toEqual({ kind: 'passed' });
  });

  it('accepts a refusal where the contract leaves it open', () => {
    const expectation = { kind: 'success', statuses: [201], orRefused: 'names may be taken' } as const;
    const verdictOn = (status: number) => statusFitsCase.evaluate(testContext(testAnswer(status), { expectation }));
    expect(verdictOn(409)).toEqual({ kind: 'passed' });
    expect(verdictOn(200)).toMatchObject({ observations: [{ rule: 'status.success-differs' }] });
  });

  it.each<readonly [string, number, Expectation, string, string]>([
    ['status.success-differs', 202, { kind: 'success', statuses: [200, 204] }, '200 or 204', '200'],
    ['request.valid-refused', 404, { kind: 'success', statuses: [200] }, '200', '200'],
    [
      'state.create-unreadable',
      404,
      { kind: 'success', statuses: [200], rule: 'state.create-unreadable' },
      '200',
      '200',
    ],
    [
      'request.valid-refused',
      404,
      { kind: 'success', statuses: [200], because: 'the minimal body' },
      '200 (the minimal body)',
      '200',
    ],
    ['guard.skipped', 200, error, '404 (the id)', '404'],
    ['request.invalid-wrong-error', 403, error, '404 (the id)', '404'],
  ])('reports %s', (rule, status, expectation, expected, wanted) => {
    expect(statusFitsCase.evaluate(testContext(testAnswer(status, {}), { expectation }))).toEqual({
      kind: 'failed',
      observations: [
        {
          rule,
          place: { kind: 'status-of-case', variant: 'minimal' },
          clause: `${OPERATION}/responses/${wanted}`,
          expected,
          seen: String(status),
        },
      ],
    });
  });

  it('reports what a request was refused without, in the words of the server', () => {
    const refused = testAnswer(400, { error: 'X-Reason is required' });
    const context = testContext(refused, { expectation: { kind: 'success', statuses: [200] } });
    const demand = { part: 'header', name: 'X-Reason' } as const;
    const asked = { ...context, testCase: { ...context.testCase, demand } };
    expect(statusFitsCase.evaluate(asked)).toMatchObject({
      observations: [
        {
          rule: 'request.undocumented-demand',
          place: { kind: 'demand', part: 'header', name: 'x-reason' },
          clause: OPERATION,
          expected: '200 without the header X-Reason',
          seen: 'answered 400: "X-Reason is required"',
        },
      ],
    });
    expect(statusFitsCase.evaluate({ ...asked, answer: testAnswer(200, {}) })).toEqual({ kind: 'passed' });
  });

  it('names the step where it is not the probe', () => {
    const step = { purpose: 'verify', title: 'reads it again' } as const;
    expect(statusFitsCase.evaluate(testContext(testAnswer(404), { step }))).toMatchObject({
      observations: [
        {
          place: { kind: 'status-of-case', variant: 'minimal', due: [200] },
          expected: '200 from readWidget afterwards',
          seen: '404 from readWidget',
        },
      ],
    });
  });

  it.each<readonly [string, number, Expectation, string]>([
    ['an undeclared success', 299, { kind: 'success', statuses: [200] }, 'an undeclared status has a check of its own'],
    [
      'a server error',
      500,
      { kind: 'success', statuses: [200] },
      'server errors and redirects have checks of their own',
    ],
    ['an undeclared error', 418, error, 'has a check of its own'],
    ['a case about access', 200, REFUSED, 'the case asks who gets in, not with which status'],
  ])('leaves %s to others', (_, status, expectation, reason) => {
    expect(statusFitsCase.evaluate(testContext(testAnswer(status), { expectation }))).toEqual({
      kind: 'skipped',
      reason,
    });
  });
});
