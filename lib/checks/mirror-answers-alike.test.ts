import { describe, expect, it } from 'vitest';
import { mirrorAnswersAlike } from './mirror-answers-alike.ts';
import { OPERATION, testAnswer, testContext } from '../../tests/support/test-context.ts';

const expectation = { kind: 'mirrors', signals: ['Deprecation', 'Sunset'] } as const;
const SIGNALS = [
  ['deprecation', '@1'],
  ['sunset', 'soon'],
] as const;
const control = testAnswer(200, { id: 'w1' });

describe('mirrorAnswersAlike', () => {
  it('accepts the same shape with both signals', () => {
    const answer = testAnswer(200, { id: 'w2' }, SIGNALS);
    expect(mirrorAnswersAlike.evaluate(testContext(answer, { expectation, control }))).toEqual({ kind: 'passed' });
  });

  it.each([
    ['another status', testAnswer(404, {}, SIGNALS), '200, as the original', '404'],
    ['another shape', testAnswer(200, [{ id: 1 }], SIGNALS), 'an object with id', 'a list of an object with id'],
    ['no body', testAnswer(200, undefined, SIGNALS), 'an object with id', 'no body'],
  ])('reports %s', (_, answer, expected, seen) => {
    expect(mirrorAnswersAlike.evaluate(testContext(answer, { expectation, control }))).toEqual({
      kind: 'failed',
      observations: [
        {
          rule: 'mirror.differs',
          place: { kind: 'mirror', part: 'answer' },
          clause: `${OPERATION}/responses/200`,
          expected,
          seen,
        },
      ],
    });
  });

  it('reports the signals that are missing', () => {
    const answer = testAnswer(200, { id: 'w2' }, [['Sunset', 'soon']]);
    expect(mirrorAnswersAlike.evaluate(testContext(answer, { expectation, control }))).toEqual({
      kind: 'failed',
      observations: [
        {
          rule: 'mirror.unsignalled',
          place: { kind: 'mirror', part: 'headers' },
          clause: OPERATION,
          expected: 'Deprecation and Sunset',
          seen: 'no Deprecation',
          severity: 'major',
        },
      ],
    });
  });

  it('cannot tell without an answer of the original, and asks of mirrors only', () => {
    expect(mirrorAnswersAlike.evaluate(testContext(testAnswer(200), { expectation }))).toEqual({
      kind: 'inconclusive',
      gap: 'gap.cell-untested',
      reason: 'the original gave no answer to compare with',
    });
    expect(mirrorAnswersAlike.evaluate(testContext(testAnswer(200)))).toEqual({
      kind: 'skipped',
      reason: 'not a mirror',
    });
  });
});
