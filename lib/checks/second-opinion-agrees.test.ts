import { describe, expect, it } from 'vitest';
import { secondOpinionAgrees } from './second-opinion-agrees.ts';
import { testAnswer, testContext } from '../../tests/support/test-context.ts';

describe('secondOpinionAgrees', () => {
  it('passes where both call the body valid, or both invalid', () => {
    expect(secondOpinionAgrees.evaluate(testContext(testAnswer(200, { id: 'w1' })))).toEqual({ kind: 'passed' });
    expect(secondOpinionAgrees.evaluate(testContext(testAnswer(200, { id: 1 })))).toEqual({ kind: 'passed' });
  });

  it('names the keyword that explains a disagreement, and its line', () => {
    const context = testContext(testAnswer(200, { id: 'w1', made: 'yesterday' }));
    const { file, line } = context.contract.positionOf('/components/schemas/Widget/properties/made/format');
    expect(secondOpinionAgrees.evaluate(context)).toEqual({
      kind: 'inconclusive',
      gap: 'gap.second-opinion',
      reason: `our validator calls the body invalid, openapi-response-validator valid: \`format\` (${file}:${line}) is not looked at by openapi-response-validator`,
    });
  });

  it('says that nothing explains it, where one of the two is at fault', () => {
    const { contract, ...context } = testContext(testAnswer(200, { id: 1 }));
    const lax = { ...contract, judge: () => ({ kind: 'valid' }) as const };
    expect(secondOpinionAgrees.evaluate({ ...context, contract: lax })).toEqual({
      kind: 'inconclusive',
      gap: 'gap.second-opinion',
      reason:
        'our validator calls the body valid, openapi-response-validator invalid, and nothing in the schema explains it',
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
