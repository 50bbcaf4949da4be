import { beforeAll, describe, expect, it } from 'vitest';
import type { JsonValue } from '../core/json.ts';
import type { Contract } from './contract.ts';
import { createSecondOpinion, explainDisagreement, isDisagreement, type AskSecondOpinion } from './second-opinion.ts';
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
        properties: { id: { $ref: '#/components/schemas/Id' }, page: { type: 'integer', default: 1 } },
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

  it('leaves the body as it is', () => {
    const body = { id: 'a' };
    ask(contract, body);
    expect(body).toEqual({ id: 'a' });
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
  const invalid = { kind: 'invalid', violations: [] } as const;
  it('is one only where the two said opposite things', () => {
    expect(isDisagreement({ kind: 'valid' }, { kind: 'invalid', errors: [] })).toBe(true);
    expect(isDisagreement(invalid, { kind: 'valid' })).toBe(true);
    expect(isDisagreement({ kind: 'valid' }, { kind: 'valid' })).toBe(false);
    expect(isDisagreement(invalid, { kind: 'invalid', errors: [] })).toBe(false);
    expect(isDisagreement(invalid, { kind: 'cannot-judge', reason: '' })).toBe(false);
    expect(isDisagreement({ kind: 'unsupported', reason: '' }, { kind: 'valid' })).toBe(false);
  });
});

describe('explainDisagreement', () => {
  const SCHEMA = '/paths/~1answer/get/responses/200/content/application~1json/schema';

  it.each<readonly [keyword: string, schema: object, body: JsonValue, ours: string]>([
    ['prefixItems', { prefixItems: [{ type: 'string' }] }, [1], 'invalid'],
    ['unevaluatedProperties', { properties: { a: {} }, unevaluatedProperties: false }, { b: 1 }, 'invalid'],
    ['unevaluatedItems', { type: 'array', unevaluatedItems: false }, [1], 'invalid'],
    ['dependentRequired', { dependentRequired: { a: ['b'] } }, { a: 1 }, 'invalid'],
    ['dependentSchemas', { dependentSchemas: { a: { required: ['b'] } } }, { a: 1 }, 'invalid'],
    ['minContains', { contains: { const: 1 }, minContains: 2 }, [1], 'invalid'],
    ['minContains', { contains: { const: 1 }, minContains: 0, maxContains: 1 }, [], 'valid'],
    ['maxContains', { contains: { const: 1 }, maxContains: 1 }, [1, 1], 'invalid'],
    ['nullable', { type: 'string', nullable: true }, null, 'invalid'],
    ['writeOnly', { required: ['a'], properties: { a: { writeOnly: true } } }, {}, 'invalid'],
    ['default', { required: ['a'], properties: { a: { default: 1 } } }, {}, 'invalid'],
    ['multipleOf', { multipleOf: 0.01 }, 0.07, 'valid'],
    ['format', { type: 'string', format: 'uuid' }, 'x', 'invalid'],
    ['format', { not: { type: 'string', format: 'uuid' } }, 'x', 'valid'],
    ['required', { required: ['toString'] }, {}, 'invalid'],
  ])('names %s: %j, %j is %s to us', async (keyword, schema, body, ours) => {
    const contract = await read(schema);
    const our = contract.judge(SCHEMA, body);
    const theirs = ask(contract, body);
    expect([our.kind, theirs.kind]).toEqual(ours === 'valid' ? ['valid', 'invalid'] : ['invalid', 'valid']);
    const explanation = explainDisagreement(contract, { schemaPointer: SCHEMA, ours: our, theirs });
    const within = keyword === 'format' && 'not' in schema ? '/not' : '';
    expect(explanation).toMatchObject({ keyword, pointer: `/components/schemas/Answer${within}/${keyword}` });
    expect(explanation?.reason).not.toBe('');
  });

  it('prefers a keyword that is broken to one that is merely there', async () => {
    const contract = await read({ properties: { a: { prefixItems: [] }, b: { type: 'string', format: 'uuid' } } });
    const ours = contract.judge(SCHEMA, { b: 'x' });
    expect(explainDisagreement(contract, { schemaPointer: SCHEMA, ours, theirs: { kind: 'valid' } })).toEqual({
      keyword: 'format',
      pointer: '/components/schemas/Answer/properties/b/format',
      reason: 'is not looked at by openapi-response-validator',
    });
  });

  it('explains nothing where the schema has no such keyword, nor where there is no disagreement', async () => {
    const contract = await read({ type: 'string', minLength: 2 });
    const ours = contract.judge(SCHEMA, 'x');
    expect(explainDisagreement(contract, { schemaPointer: SCHEMA, ours, theirs: { kind: 'valid' } })).toBeUndefined();
    const theirs = { kind: 'invalid', errors: [] } as const;
    expect(explainDisagreement(contract, { schemaPointer: SCHEMA, ours, theirs })).toBeUndefined();
  });
});
