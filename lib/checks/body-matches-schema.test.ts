import { describe, expect, it } from 'vitest';
import { bodyMatchesSchema } from './body-matches-schema.ts';
import { readDocument, smallDocument } from '../../tests/support/test-contract.ts';
import { PASSED, unsupported, type Verdict } from './check.ts';
import { REFUSED, testAnswer, testContext } from '../../tests/support/test-context.ts';

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
          place: { kind: 'body', status: 200, pointer: '/id' },
          clause: '/components/schemas/Widget/properties/id/type',
          expected: 'string',
          seen: 'null',
        },
        {
          rule: 'body.type',
          place: { kind: 'body', status: 200, pointer: '/parts/*/size' },
          clause: '/components/schemas/Widget/properties/parts/items/properties/size/type',
          expected: 'integer',
          seen: '"1"',
        },
      ],
    });
  });

  it('writes the body itself as /', () => {
    expect(bodyMatchesSchema.evaluate(testContext(testAnswer(200, [])))).toMatchObject({
      observations: [
        { rule: 'body.type', place: { kind: 'body', status: 200, pointer: '' }, expected: 'object', seen: '[]' },
      ],
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
        reason: 'there is no schema or no body to hold against it',
      });
    const cutOff = testAnswer(200, '{"id":', [['Content-Type', 'application/json']]);
    expect(bodyMatchesSchema.evaluate(testContext(cutOff))).toEqual({
      kind: 'skipped',
      reason: 'JSON that is none has a check of its own',
    });
  });

  it.each<readonly [string, string, Verdict]>([
    ['that is of its schema', 'Text', PASSED],
    [
      'whose schema is about something else',
      'Widget',
      unsupported('a body of text/csv cannot be held against its schema'),
    ],
  ])('holds a text %s against it, or says that it cannot', async (_, schema, verdict) => {
    const content = { 'text/csv': { schema: { $ref: `#/components/schemas/${schema}` } } };
    const get = { operationId: 'readRows', responses: { 200: { description: 'The rows.', content } } };
    const schemas = { Text: { type: 'string', minLength: 1 }, Widget: { type: 'object' } };
    const contract = await readDocument(smallDocument({ paths: { '/rows': { get } }, components: { schemas } }));
    const [operation] = contract.operations;
    const context = testContext(testAnswer(200, '7', [['Content-Type', 'text/csv']]));
    expect(bodyMatchesSchema.evaluate({ ...context, contract, ...(operation && { operation }) })).toEqual(verdict);
  });

  it('quotes nothing of an answer that may hold secrets', () => {
    const body = { id: 7, status: 'hunter2', parts: [{ size: ['s3cret'] }], made: { at: 'hunter2' } };
    const verdict = bodyMatchesSchema.evaluate(testContext(testAnswer(200, body), { isSensitive: true }));
    const seen = verdict.kind === 'failed' ? verdict.observations.map((observation) => observation.seen) : [];
    expect(seen).toEqual(['a number', 'an object with 1 member', 'a list of 1', 'a text of 7 characters']);
    const missing = testContext(testAnswer(200, {}), { isSensitive: true });
    expect(bodyMatchesSchema.evaluate(missing)).toMatchObject({ observations: [{ seen: 'no such member' }] });
  });
});
