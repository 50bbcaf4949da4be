import { describe, expect, it } from 'vitest';
import { createTouchLookup, editContract } from '../contract/create-contract.ts';
import { documentWithSchemas, readDocument } from '../../tests/support/test-contract.ts';
import type { JsonValue } from '../core/json.ts';
import { valueAtPointer } from '../core/pointer.ts';
import { brokenKeyword } from './propose-body.ts';
import { widenKeyword } from './widen-schema.ts';

const ANSWER = '/components/schemas/Answer';

/** The schema after everything that the value breaks has been widened, which it then has to satisfy. */
async function widen(schema: object, value: JsonValue): Promise<unknown> {
  let contract = await readDocument(documentWithSchemas({ Answer: schema }));
  const verdict = contract.judge(ANSWER, value);
  if (verdict.kind !== 'invalid') throw new Error('the value has to break the schema');
  for (const violation of verdict.violations) {
    const seen = valueAtPointer(value, violation.instancePath);
    const widened = widenKeyword(contract, { ...brokenKeyword(violation), values: seen === undefined ? [] : [seen] });
    if (!widened.ok) return widened.error;
    const edited = editContract(contract, { ...widened.value, isTouched: createTouchLookup(contract, [ANSWER]) });
    if (!edited.ok) throw new Error(edited.error);
    contract = edited.value;
  }
  expect(contract.judge(ANSWER, value)).toEqual({ kind: 'valid' });
  return contract.resolve(ANSWER)?.value;
}

describe('widenKeyword', () => {
  it.each<readonly [string, object, JsonValue, object]>([
    ['drops a member of required', { required: ['a', "it's"] }, { a: 1 }, { required: ['a'] }],
    ['drops required with its last member', { type: 'object', required: ['a'] }, {}, { type: 'object' }],
    ['adds a type to one', { type: 'string' }, null, { type: ['string', 'null'] }],
    ['adds a type to several', { type: ['string', 'null'] }, 1.5, { type: ['string', 'null', 'number'] }],
    ['lists a value', { enum: ['a'] }, 'b', { enum: ['a', 'b'] }],
    ['makes a list of a constant', { const: true }, 'yes', { enum: [true, 'yes'] }],
    ['drops a format', { type: 'string', format: 'uuid' }, 'ws-1', { type: 'string' }],
    ['drops a pattern', { pattern: '^a' }, 'b', {}],
    ['moves a minimum', { minimum: 3 }, 1, { minimum: 1 }],
    ['makes an exclusive bound an inclusive one', { exclusiveMaximum: 3 }, 4, { maximum: 4 }],
    ['counts characters as code points', { maxLength: 1 }, '😀😀', { maxLength: 2 }],
    ['counts items', { minItems: 2 }, [1], { minItems: 1 }],
    ['counts members', { maxProperties: 1 }, { a: 1, b: 2 }, { maxProperties: 2 }],
    ['drops the demand for distinct items', { uniqueItems: true }, [1, 1], {}],
    [
      'declares a member of a closed object by its type alone',
      { additionalProperties: false, properties: { a: {} } },
      { a: 1, b: { c: ['x', null] } },
      {
        additionalProperties: false,
        properties: {
          a: {},
          b: { type: 'object', properties: { c: { type: 'array', items: { type: ['null', 'string'] } } } },
        },
      },
    ],
    [
      'adds a shape to alternatives',
      { oneOf: [{ type: 'string' }, { type: 'integer' }] },
      null,
      { oneOf: [{ type: 'string' }, { type: 'integer' }, { type: 'null' }] },
    ],
  ])('%s', async (_, schema, value, expected) => {
    expect(await widen(schema, value)).toEqual(expected);
  });

  it.each<readonly [string, object, JsonValue]>([
    ['an id', { enum: ['a'] }, '3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
    ['a time', { enum: ['a'] }, '2026-11-25T02:00:00Z'],
    ['an object', { enum: ['a'] }, { b: 1 }],
  ])('does not list %s', async (_, schema, value) => {
    expect(await widen(schema, value)).toMatch(/cannot be listed/);
  });

  it('says so where it knows no edit', async () => {
    expect(await widen({ not: { type: 'string' } }, 'a')).toBe('no edit is known that satisfies "not"');
  });
});
