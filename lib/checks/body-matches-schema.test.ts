import { describe, expect, it } from 'vitest';
import { bodyMatchesSchema } from './body-matches-schema.ts';
import { REFUSED, testAnswer, testContext } from './test-context.ts';

describe('bodyMatchesSchema', () => {
  it('accepts a body of the declared schema', () => {
    const context = testContext(testAnswer(200, { id: 'w1', parts: [{ size: 1 }] }));
    expect(bodyMatchesSchema.evaluate(context)).toEqual({ kind: 'passed' });
  });

  it('reports each keyword that is broken at its place, rows of a list once', () => {
    const body = { id: null, parts: [{ size: '1' }, { size: '2' }] };
    expect(bodyMatchesSchema.evaluate(testContext(testAnswer(200, body)))).toEqual({
      kind: 'failed',
      observations: [
        {
          rule: 'body.null',
          place: 'body 200 /id',
          clause: '/components/schemas/Widget/properties/id/type',
          expected: 'string',
          seen: 'null',
        },
        {
          rule: 'body.type',
          place: 'body 200 /parts/*/size',
          clause: '/components/schemas/Widget/properties/parts/items/properties/size/type',
          expected: 'integer',
          seen: '"1"',
        },
      ],
    });
  });

  it('writes the body itself as /', () => {
    expect(bodyMatchesSchema.evaluate(testContext(testAnswer(200, [])))).toMatchObject({
      observations: [{ rule: 'body.type', place: 'body 200 /', expected: 'object', seen: '[]' }],
    });
  });

  it('cannot tell where the schema cannot be used', () => {
    const { contract, ...context } = testContext(testAnswer(200, {}));
    const broken = { ...contract, judge: () => ({ kind: 'unsupported', reason: 'an unknown keyword' }) as const };
    expect(bodyMatchesSchema.evaluate({ ...context, contract: broken })).toEqual({
      kind: 'inconclusive',
      gap: 'gap.schema-unsupported',
      reason: 'an unknown keyword',
    });
  });

  it('leaves refusals, texts and undeclared statuses to others', () => {
    expect(bodyMatchesSchema.evaluate(testContext(testAnswer(401, {}), { expectation: REFUSED }))).toEqual({
      kind: 'skipped',
      reason: 'refusals have a check of their own',
    });
    for (const answer of [testAnswer(200, 'text'), testAnswer(200), testAnswer(418, {})])
      expect(bodyMatchesSchema.evaluate(testContext(answer))).toEqual({
        kind: 'skipped',
        reason: 'there is no schema or no JSON to hold against it',
      });
  });
});
