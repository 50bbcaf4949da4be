import { describe, expect, it } from 'vitest';
import type { HeaderLine } from '../exchange/exchange.ts';
import { requiredHeadersArePresent } from './required-headers-are-present.ts';
import { OPERATION, testAnswer, testContext } from '../../tests/support/test-context.ts';

const HEADERS = `${OPERATION}/responses/200/headers`;

describe('requiredHeadersArePresent', () => {
  it('accepts a number where the schema speaks of one, and an optional header that is missing', () => {
    const context = testContext(testAnswer(200, {}, [['x-count', '12']]));
    expect(requiredHeadersArePresent.evaluate(context)).toEqual({ kind: 'passed' });
  });

  it.each<readonly [string, readonly HeaderLine[], object]>([
    [
      'a required header that is missing',
      [],
      {
        rule: 'header.missing',
        place: { kind: 'header', name: 'x-count', status: 200 },
        clause: `${HEADERS}/X-Count`,
        expected: 'a header X-Count',
        seen: 'none',
      },
    ],
    [
      'a value that is not of the schema',
      [['X-Count', 'many']],
      {
        rule: 'header.schema',
        place: { kind: 'header', name: 'x-count', status: 200 },
        clause: `${HEADERS}/X-Count/schema`,
        expected: 'a value of X-Count that its schema allows',
        seen: '"many"',
      },
    ],
    [
      'a wrong value of an optional header',
      [
        ['X-Count', '1'],
        ['X-Note', 'b'],
      ],
      {
        rule: 'header.schema',
        place: { kind: 'header', name: 'x-note', status: 200 },
        clause: `${HEADERS}/X-Note/schema`,
        expected: 'a value of X-Note that its schema allows',
        seen: '"b"',
      },
    ],
  ])('reports %s', (_, headers, observation) => {
    expect(requiredHeadersArePresent.evaluate(testContext(testAnswer(200, {}, headers)))).toEqual({
      kind: 'failed',
      observations: [observation],
    });
  });

  it('cannot tell where a schema cannot be used', () => {
    const { contract, ...context } = testContext(testAnswer(200, {}, [['X-Count', '1']]));
    const broken = { ...contract, judge: () => ({ kind: 'unsupported', reason: 'an unknown keyword' }) as const };
    expect(requiredHeadersArePresent.evaluate({ ...context, contract: broken })).toEqual({
      kind: 'inconclusive',
      gap: 'gap.schema-unsupported',
      reason: 'header X-Count: an unknown keyword',
    });
  });

  it('asks nothing where no headers are declared', () => {
    expect(requiredHeadersArePresent.evaluate(testContext(testAnswer(404, {})))).toEqual({
      kind: 'skipped',
      reason: 'no response headers are declared',
    });
  });
});
