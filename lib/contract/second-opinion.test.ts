import { beforeAll, describe, expect, it } from 'vitest';
import type { JsonValue } from '../core/json.ts';
import type { Contract } from './contract.ts';
import { createSecondOpinion, isDisagreement, type AskSecondOpinion } from './second-opinion.ts';
import { documentWithSchemas, readDocument } from '../../tests/support/test-contract.ts';

function ask(
  contract: Contract,
  body: JsonValue,
  status = 200,
  mediaType = 'application/json',
): ReturnType<AskSecondOpinion> {
  const [operation] = contract.operations;
  if (operation === undefined) throw new Error('there is no operation');
  return createSecondOpinion(contract)(operation, status, mediaType, body);
}

const read = (Answer: unknown, others: object = {}): Promise<Contract> =>
  readDocument(documentWithSchemas({ Answer, ...others }));

describe('createSecondOpinion', () => {
  let contract: Contract;
  beforeAll(async () => {
    contract = await read(
      {
        type: 'object',
        required: ['id'],
        properties: { id: { $ref: '#/components/schemas/Id' }, page: { type: 'integer' } },
      },
      { Id: { type: 'string' } },
    );
  });

  it('judges a body by the declared schema, references followed', () => {
    expect(ask(contract, { id: 'a' })).toEqual({ kind: 'valid' });
    expect(ask(contract, { id: 1 }, 200, 'Application/JSON; charset=utf-8')).toEqual({
      kind: 'invalid',
      errors: ['id must be string'],
    });
  });

  it('cannot judge without a schema, nor by one that contains itself', async () => {
    expect(ask(contract, {}, 404)).toEqual({
      kind: 'cannot-judge',
      reason: 'no schema is declared for 404 application/json',
    });
    const cyclic = await read({ properties: { next: { $ref: '#/components/schemas/Answer' } } });
    expect(ask(cyclic, {})).toEqual({
      kind: 'cannot-judge',
      reason: 'the schema contains itself at /components/schemas/Answer',
    });
  });

  it('takes a schema that is only false', async () => {
    expect(ask(await read(false), 1).kind).toBe('invalid');
    expect(ask(await read(true), 1).kind).toBe('valid');
  });
});

describe('isDisagreement', () => {
  const violation = {
    rule: 'type',
    keyword: 'type',
    instancePath: '',
    schemaPointer: '',
    expected: '',
    seen: '',
  } as const;
  const invalid = { kind: 'invalid', violations: [violation] } as const;
  it('is one only where the two said opposite things', () => {
    expect(isDisagreement({ kind: 'valid' }, { kind: 'invalid', errors: [] })).toBe(true);
    expect(isDisagreement(invalid, { kind: 'valid' })).toBe(true);
    expect(isDisagreement({ kind: 'valid' }, { kind: 'valid' })).toBe(false);
    expect(isDisagreement(invalid, { kind: 'invalid', errors: [] })).toBe(false);
    expect(isDisagreement(invalid, { kind: 'cannot-judge', reason: '' })).toBe(false);
    expect(isDisagreement({ kind: 'unsupported', reason: '' }, { kind: 'valid' })).toBe(false);
  });
});

describe('what the package cannot judge', () => {
  it.each<readonly [keyword: string, schema: object]>([
    ['prefixItems', { prefixItems: [{ type: 'string' }] }],
    ['unevaluatedProperties', { properties: { a: {} }, unevaluatedProperties: false }],
    ['unevaluatedItems', { type: 'array', unevaluatedItems: false }],
    ['dependentRequired', { dependentRequired: { a: ['b'] } }],
    ['dependentSchemas', { dependentSchemas: { a: { required: ['b'] } } }],
    ['minContains', { contains: { const: 1 }, minContains: 2 }],
    ['maxContains', { contains: { const: 1 }, maxContains: 1 }],
    ['nullable', { type: 'string', nullable: true }],
    ['writeOnly', { required: ['a'], properties: { a: { writeOnly: true } } }],
    ['default', { required: ['a'], properties: { a: { default: 1 } } }],
    ['multipleOf', { items: { multipleOf: 0.01 } }],
    ['format', { not: { type: 'string', format: 'uuid' } }],
    ['required', { required: ['toString'] }],
  ])('is not asked: %s', async (keyword, schema) => {
    expect(ask(await read(schema), {})).toEqual({
      kind: 'cannot-judge',
      reason: `openapi-response-validator does not judge \`${keyword}\` as OpenAPI 3.1 does`,
    });
  });

  it('is not asked: numbers that it would round', async () => {
    expect(ask(await read({ maximum: 5 }), 2 ** 60).kind).toBe('cannot-judge');
  });

  it('includes formats, which it does not look at', async () => {
    const contract = await read({ type: 'string', format: 'uuid' });
    const ours = contract.judge('/components/schemas/Answer', 'x');
    expect(ours.kind).toBe('invalid');
    expect(isDisagreement(ours, ask(contract, 'x'))).toBe(false);
  });
});
