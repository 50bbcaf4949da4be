import { describe, expect, it } from 'vitest';
import { secondOpinionAgrees } from './second-opinion-agrees.ts';
import { testAnswer, testContext } from '../../tests/support/test-context.ts';

describe('secondOpinionAgrees', () => {
  it('passes where both call the body valid, or both invalid', () => {
    expect(secondOpinionAgrees.evaluate(testContext(testAnswer(200, { id: 'w1' })))).toEqual({ kind: 'passed' });
    expect(secondOpinionAgrees.evaluate(testContext(testAnswer(200, { id: 1 })))).toEqual({ kind: 'passed' });
  });

  it('has nothing to say of formats, which the other does not look at', () => {
    const context = testContext(testAnswer(200, { id: 'w1', made: 'yesterday' }));
    expect(secondOpinionAgrees.evaluate(context)).toEqual({ kind: 'passed' });
  });

  it('says where the two part, and by which schema', () => {
    const { contract, ...context } = testContext(testAnswer(200, { id: 1 }));
    const lax = { ...contract, judge: () => ({ kind: 'valid' }) as const };
    expect(secondOpinionAgrees.evaluate({ ...context, contract: lax })).toEqual({
      kind: 'inconclusive',
      gap: 'gap.second-opinion',
      reason: expect.stringMatching(
        /^our validator calls the body valid, openapi-response-validator invalid by the schema at \S+:\d+$/,
      ) as string,
    });
  });

  it('asks nothing without a schema or JSON', () => {
    for (const answer of [testAnswer(204), testAnswer(200, 'text'), testAnswer(418, {})])
      expect(secondOpinionAgrees.evaluate(testContext(answer))).toEqual({
        kind: 'skipped',
        reason: 'there is no schema or no JSON to hold against it',
      });
  });
});
