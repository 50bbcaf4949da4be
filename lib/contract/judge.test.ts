import { beforeAll, describe, expect, it } from 'vitest';
import type { JsonValue } from '../core/json.ts';
import type { Contract, SchemaVerdict } from './contract.ts';
import { documentWithSchemas, readDocument } from '../../tests/support/test-contract.ts';

const SCHEMAS = {
  Answer: {
    type: 'object',
    required: ['a'],
    properties: {
      a: { oneOf: [{ type: 'string' }, { type: 'integer', minimum: 3 }] },
      n: { type: 'integer' },
      e: { enum: ['x', 1, null] },
      k: { const: 'k' },
      m: { multipleOf: 0.01 },
      d: { format: 'date-time' },
      p: { pattern: '^a' },
      s: { minLength: 2 },
      l: { items: { $ref: '#/components/schemas/Item' }, maxItems: 2 },
      never: false,
    },
    additionalProperties: false,
  },
  Item: { properties: { id: { type: ['string', 'null'] } }, unevaluatedProperties: false },
  If: { if: { required: ['k'] }, then: { required: ['v'] }, dependentRequired: { x: ['y'] } },
  Not: { not: { type: 'string' } },
  Count: { minProperties: 1 },
  Tree: { type: 'object', properties: { next: { $ref: '#/components/schemas/Tree' } } },
  ByAnchor: { $ref: '#item' },
  Anchored: { $anchor: 'item', type: 'string' },
  Broken: { minLength: 'many' },
  Big: {
    properties: {
      count: { type: 'integer' },
      note: {},
      half: { type: 'number' },
      nothing: { type: 'null' },
      'a/b': { items: { type: 'integer' } },
    },
  },
  Long: { type: 'integer', format: 'int64' },
  Limited: { maximum: 9007199254740992 },
  Exactly: { const: 9007199254740993n },
  Even: { multipleOf: 2 },
  Different: { uniqueItems: true },
};

describe('judge', () => {
  let contract: Contract;
  beforeAll(async () => {
    contract = await readDocument(documentWithSchemas(SCHEMAS));
  });
  const judge = (schema: string, value: JsonValue): SchemaVerdict =>
    contract.judge(`/components/schemas/${schema}`, value);

  it.each<readonly [schema: string, value: JsonValue]>([
    [
      'Answer',
      { a: 'x', n: 1, e: null, k: 'k', m: 0.07, d: '2026-11-25T02:00:00Z', p: 'ab', s: 'xx', l: [{ id: null }] },
    ],
    ['If', { x: 1, y: 1, k: 1, v: 1 }],
    ['Not', 1],
    ['Tree', { next: { next: {} } }],
    ['ByAnchor', 'text'],
  ])('accepts what %s allows', (schema, value) => {
    expect(judge(schema, value)).toEqual({ kind: 'valid' });
  });

  it.each<readonly [rule: string, schema: string, value: JsonValue, ...rest: [string, string, string, string]]>([
    ['required', 'Answer', {}, '/a', 'Answer/required/0', 'the required member "a"', 'no such member'],
    ['null', 'Answer', null, '', 'Answer/type', 'object', 'null'],
    ['type', 'Answer', { a: 'x', n: '1' }, '/n', 'Answer/properties/n/type', 'integer', '"1"'],
    ['enum', 'Answer', { a: 'x', e: 'y' }, '/e', 'Answer/properties/e/enum', 'one of "x",1,null', '"y"'],
    ['const', 'Answer', { a: 'x', k: 'l' }, '/k', 'Answer/properties/k/const', '"k"', '"l"'],
    [
      'range',
      'Answer',
      { a: 'x', m: 0.015 },
      '/m',
      'Answer/properties/m/multipleOf',
      'must be multiple of 0.01',
      '0.015',
    ],
    ['format', 'Answer', { a: 'x', d: 'now' }, '/d', 'Answer/properties/d/format', 'format date-time', '"now"'],
    ['pattern', 'Answer', { a: 'x', p: 'b' }, '/p', 'Answer/properties/p/pattern', 'must match pattern "^a"', '"b"'],
    [
      'length',
      'Answer',
      { a: 'x', s: 'x' },
      '/s',
      'Answer/properties/s/minLength',
      'must NOT have fewer than 2 characters',
      '"x"',
    ],
    [
      'items',
      'Answer',
      { a: 'x', l: [{}, {}, {}] },
      '/l',
      'Answer/properties/l/maxItems',
      'must NOT have more than 2 items',
      '[{},{},{}]',
    ],
    [
      'composition',
      'Answer',
      { a: 2 },
      '/a',
      'Answer/properties/a/oneOf',
      'must match exactly one schema in oneOf',
      '2',
    ],
    ['composition', 'Answer', { a: 'x', never: 1 }, '/never', 'Answer', 'nothing at this place', '1'],
    ['composition', 'Not', 'x', '', 'Not/not', 'must NOT be valid', '"x"'],
    [
      'closed-extra',
      'Answer',
      { a: 'x', z: 1 },
      '/z',
      'Answer/additionalProperties',
      'no members besides the declared ones',
      '1',
    ],
    ['closed-extra', 'Item', { z: 1 }, '/z', 'Item/unevaluatedProperties', 'no members besides the declared ones', '1'],
    ['type', 'Answer', { a: 'x', l: [{ id: 1 }] }, '/l/0/id', 'Item/properties/id/type', 'string or null', '1'],
    ['required', 'If', { k: 1 }, '/v', 'If/then/required/0', 'the required member "v"', 'no such member'],
    ['required', 'If', { x: 1 }, '/y', 'If/dependentRequired', 'the required member "y"', 'no such member'],
    ['items', 'Count', {}, '', 'Count/minProperties', 'must NOT have fewer than 1 properties', '{}'],
    ['type', 'Tree', { next: { next: 1 } }, '/next/next', 'Tree/type', 'object', '1'],
    ['type', 'ByAnchor', 1, '', 'Anchored/type', 'string', '1'],
  ])('says %s of %s and %j, once and at its place', (rule, schema, value, instancePath, pointer, expected, seen) => {
    const keyword =
      expected === 'nothing at this place'
        ? 'false schema'
        : (pointer
            .replace(/\/\d+$/, '')
            .split('/')
            .at(-1) ?? '');
    expect(judge(schema, value)).toEqual({
      kind: 'invalid',
      violations: [{ rule, keyword, instancePath, schemaPointer: `/components/schemas/${pointer}`, expected, seen }],
    });
  });

  it('says everything that is wrong, in the order of the places', () => {
    const verdict = judge('Answer', { z: 1, n: null, l: [{ id: 1 }] });
    const violations = verdict.kind === 'invalid' ? verdict.violations : [];
    expect(violations.map(({ instancePath }) => instancePath)).toEqual(['/a', '/l/0/id', '/n', '/z']);
  });

  it('shortens long values', () => {
    expect(judge('ByAnchor', ['x'.repeat(100)])).toMatchObject({ violations: [{ seen: `["${'x'.repeat(55)}...` }] });
  });

  it('says that it cannot judge: by a broken schema, by none, and a value nested thousands deep', () => {
    const deep = JSON.parse(`${'{"next":'.repeat(20_000)}{}${'}'.repeat(20_000)}`) as JsonValue;
    expect(judge('Broken', {})).toMatchObject({
      kind: 'unsupported',
      reason: expect.stringContaining('minLength') as string,
    });
    expect(judge('Gone', {})).toMatchObject({ kind: 'unsupported', reason: expect.stringContaining('Gone') as string });
    expect(judge('Tree', deep)).toEqual({ kind: 'unsupported', reason: 'the value is nested too deeply to be judged' });
  });

  it.each<readonly [text: string, schema: string, kind: SchemaVerdict['kind']]>([
    ['9223372036854775807', 'Long', 'valid'],
    ['9223372036854775808', 'Long', 'invalid'],
    ['9007199254740993', 'Limited', 'invalid'],
    ['9007199254740992', 'Limited', 'valid'],
    ['9007199254740993', 'Exactly', 'valid'],
    ['9007199254740992', 'Exactly', 'invalid'],
    ['9007199254740994', 'Even', 'valid'],
    ['9007199254740993', 'Even', 'invalid'],
    ['[9007199254740992, 9007199254740993]', 'Different', 'valid'],
    ['[9007199254740993, 9007199254740993.0]', 'Different', 'invalid'],
    ['{"a/b": [1, 1e400]}', 'Big', 'valid'],
    ['{"half": 12345678901234567890}', 'Big', 'valid'],
    ['{"nothing": 12345678901234567890}', 'Big', 'invalid'],
  ])('judges %s by all its digits: %s, %s', (text, schema, kind) => {
    // JSON.parse gives nothing but JSON values.
    const value = JSON.parse(text) as JsonValue;
    expect(contract.judge(`/components/schemas/${schema}`, value, text).kind).toBe(kind);
  });

  it('quotes such a number, and what is wanted, with all digits', () => {
    expect(contract.judge('/components/schemas/Exactly', 2 ** 53, '9007199254740992')).toMatchObject({
      violations: [{ expected: '9007199254740993', seen: '9007199254740992' }],
    });
  });

  it('judges the largest whole numbers that are exact', () => {
    expect(judge('Big', { 'a/b': [2 ** 53 - 1, 1 - 2 ** 53] })).toEqual({ kind: 'valid' });
  });

  it('leaves the members beside a number that lost digits as they are', () => {
    const value = { note: 2 ** 60, count: 1, 'a/b': [1, 2], nothing: null };
    expect(judge('Big', value)).toEqual({ kind: 'valid' });
    expect(value).toEqual({ note: 2 ** 60, count: 1, 'a/b': [1, 2], nothing: null });
  });
});
