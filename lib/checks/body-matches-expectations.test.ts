import { describe, expect, it } from 'vitest';
import type { SchemaVerdict } from '../contract/contract.ts';
import { bodyMatchesExpectations } from './body-matches-expectations.ts';
import { SUCCESS_SCHEMA, testAnswer, testContext } from '../../tests/support/test-context.ts';

const strict = (): SchemaVerdict => ({
  kind: 'invalid',
  violations: [1, 2].map((index) => ({
    rule: 'required',
    keyword: 'required',
    instancePath: `/parts/${index}/size`,
    schemaPointer: '/x',
    expected: 'the required member "size"',
    seen: 'no such member',
  })),
});

describe('bodyMatchesExpectations', () => {
  it('accepts what satisfies the second layer too', () => {
    const context = testContext(testAnswer(200, { id: 'w1' }), { judgeExpectation: () => ({ kind: 'valid' }) });
    expect(bodyMatchesExpectations.evaluate(context)).toEqual({ kind: 'passed' });
  });

  it('reports what breaks only the second layer, once for all rows of a list', () => {
    const body = { id: 'w1', parts: [{}, {}, {}] };
    expect(bodyMatchesExpectations.evaluate(testContext(testAnswer(200, body), { judgeExpectation: strict }))).toEqual({
      kind: 'failed',
      observations: [
        {
          rule: 'expectation.required',
          place: { kind: 'body', status: 200, pointer: '/parts/*/size' },
          clause: SUCCESS_SCHEMA,
          expected: 'the required member "size"',
          seen: 'no such member',
        },
      ],
    });
  });

  it('cannot tell where the second layer cannot be used', () => {
    const judgeExpectation = (): SchemaVerdict => ({ kind: 'unsupported', reason: 'an unknown keyword' });
    expect(bodyMatchesExpectations.evaluate(testContext(testAnswer(200, { id: 'w1' }), { judgeExpectation }))).toEqual({
      kind: 'inconclusive',
      gap: 'gap.schema-unsupported',
      reason: 'an unknown keyword',
    });
  });

  it('leaves what breaks the contract to the contract', () => {
    expect(bodyMatchesExpectations.evaluate(testContext(testAnswer(200, {}), { judgeExpectation: strict }))).toEqual({
      kind: 'skipped',
      reason: 'the contract itself is not satisfied',
    });
  });

  it.each([
    ['there is no second layer', testContext(testAnswer(200, { id: 'w1' }))],
    ['it is an error', testContext(testAnswer(404, { error: 'no' }), { judgeExpectation: strict })],
    ['it is no JSON', testContext(testAnswer(200, 'text'), { judgeExpectation: strict })],
  ])('expects nothing where %s', (_, context) => {
    expect(bodyMatchesExpectations.evaluate(context)).toEqual({ kind: 'skipped', reason: 'nothing more is expected' });
  });
});
