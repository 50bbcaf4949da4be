import { describe, expect, it } from 'vitest';
import { redirectIsNotAnAnswer } from './redirect-is-not-an-answer.ts';
import { OPERATION, REFUSED, testAnswer, testContext } from '../../tests/support/test-context.ts';

const to = (location: string): ReturnType<typeof testAnswer> => testAnswer(302, undefined, [['Location', location]]);
const shared = {
  place: { kind: 'status', status: 302 },
  clause: `${OPERATION}/responses`,
  expected: 'an answer on this path',
};

describe('redirectIsNotAnAnswer', () => {
  it('accepts what is no redirect, a 304 included', () => {
    for (const status of [200, 304, 404])
      expect(redirectIsNotAnAnswer.evaluate(testContext(testAnswer(status)))).toEqual({ kind: 'passed' });
  });

  it('reports a redirect, and as graver one to another address', () => {
    expect(redirectIsNotAnAnswer.evaluate(testContext(to('/login')))).toEqual({
      kind: 'failed',
      observations: [{ ...shared, rule: 'surface.redirected', seen: 'a redirect (302)' }],
    });
    expect(redirectIsNotAnAnswer.evaluate(testContext(to('https://example.com/')))).toEqual({
      kind: 'failed',
      observations: [
        {
          ...shared,
          rule: 'surface.redirected',
          place: { kind: 'status', status: 302, isElsewhere: true },
          seen: 'a redirect (302) to another address',
          severity: 'major',
        },
      ],
    });
  });

  it('reports a refusal by redirect with who was refused', () => {
    expect(redirectIsNotAnAnswer.evaluate(testContext(to('/login'), { expectation: REFUSED }))).toEqual({
      kind: 'failed',
      observations: [
        {
          ...shared,
          rule: 'auth.refusal-redirect',
          expected: 'a refusal on this path',
          seen: 'a redirect (302)',
          tier: 'org-key',
        },
      ],
    });
  });
});
