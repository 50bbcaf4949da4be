import { describe, expect, it } from 'vitest';
import { foreignLooksUnknown } from './foreign-looks-unknown.ts';
import { OPERATION, REFUSED, testAnswer, testContext } from '../../tests/support/test-context.ts';

const expectation = { ...REFUSED, likeControl: true } as const;
const testCase = { family: 'wrong-owner', variant: 'foreign-id' } as const;
const control = testAnswer(404, { error: 'no such widget' });

describe('foreignLooksUnknown', () => {
  it('accepts the same answer as for what does not exist', () => {
    const answer = testAnswer(404, { error: 'no such widget' });
    expect(foreignLooksUnknown.evaluate(testContext(answer, { expectation, testCase, control }))).toEqual({
      kind: 'passed',
    });
  });

  it.each([
    ['another status', testAnswer(403, { error: 'not yours' }), '403'],
    ['other words', testAnswer(404, { error: 'not yours' }), '404 with another body'],
  ])('reports %s', (_, answer, seen) => {
    expect(foreignLooksUnknown.evaluate(testContext(answer, { expectation, testCase, control }))).toEqual({
      kind: 'failed',
      observations: [
        {
          rule: 'auth.refusal-oracle',
          place: { kind: 'access', variant: 'foreign-id' },
          clause: `${OPERATION}/security`,
          expected: '404, as for what does not exist',
          seen,
          tier: 'org-key',
          severity: 'major',
          attack: 'whoever administers one tenant finds out through readWidget what others have',
        },
      ],
    });
  });

  it('says nothing of a service that fails, nor where nothing is hidden', () => {
    expect(foreignLooksUnknown.evaluate(testContext(testAnswer(500), { expectation, control }))).toEqual({
      kind: 'skipped',
      reason: 'a service that fails says nothing about what it hides',
    });
    expect(foreignLooksUnknown.evaluate(testContext(testAnswer(403), { expectation: REFUSED, control }))).toEqual({
      kind: 'skipped',
      reason: 'nothing is hidden here',
    });
  });
});
