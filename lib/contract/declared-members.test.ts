import { describe, expect, it } from 'vitest';
import { declaredMembers } from './declared-members.ts';
import { documentWithSchemas, readDocument } from '../../tests/support/test-contract.ts';

async function declared(schemas: Readonly<Record<string, unknown>>): Promise<ReturnType<typeof declaredMembers>> {
  return declaredMembers(await readDocument(documentWithSchemas(schemas)), '/components/schemas/Answer');
}

describe('declaredMembers', () => {
  it('names members through lists, maps, references and compositions', async () => {
    const found = await declared({
      Answer: {
        properties: {
          'a/b': {},
          list: { items: { properties: { id: {} } } },
          pair: { prefixItems: [{ properties: { x: {} } }] },
        },
        allOf: [{ $ref: '#/components/schemas/Part' }],
        oneOf: [{ properties: { one: {} } }],
        then: { properties: { then: {} } },
        additionalProperties: { properties: { value: {} } },
      },
      Part: { properties: { part: { enum: ['p', 'q'] } } },
    });
    expect(found).toEqual({
      members: ['/*/value', '/a/b', '/list', '/list/*/id', '/one', '/pair', '/pair/*/x', '/part', '/then'],
      maps: [''],
      open: [''],
      lax: [],
      patterns: [],
      writeOnly: [],
      readOnly: [],
      enums: [{ place: '/part', values: ['p', 'q'] }],
    });
  });

  it('counts keywords beside a reference', async () => {
    const found = await declared({
      Answer: { $ref: '#/components/schemas/Part', properties: { own: {} } },
      Part: { properties: { part: {} } },
    });
    expect(found.members).toEqual(['/own', '/part']);
  });

  it('names what patterns, dependent schemas and conditions allow', async () => {
    const found = await declared({
      Answer: {
        patternProperties: { '^x-': { properties: { note: {} } } },
        dependentSchemas: { a: { properties: { b: {} } } },
        if: { properties: { kind: {} } },
        else: { properties: { other: {} }, additionalProperties: true },
      },
    });
    expect(found).toMatchObject({
      members: ['/*/note', '/b', '/kind', '/other'],
      open: [''],
      lax: [''],
      patterns: [{ place: '', pattern: '^x-' }],
    });
  });

  it('counts keywords beside a reference in the middle of a chain', async () => {
    const found = await declared({
      Answer: { $ref: '#/components/schemas/Middle' },
      Middle: { $ref: '#/components/schemas/Part', properties: { own: {} } },
      Part: { properties: { part: {} } },
    });
    expect(found.members).toEqual(['/own', '/part']);
  });

  it('ends where a schema contains itself', async () => {
    const Answer = { properties: { next: { $ref: '#/components/schemas/Answer' } } };
    expect((await declared({ Answer })).members).toEqual(['/next']);
  });

  it('names nothing of a free-form object', async () => {
    expect(await declared({ Answer: { type: 'object' } })).toEqual({
      members: [],
      maps: [],
      open: [],
      lax: [],
      patterns: [],
      writeOnly: [],
      readOnly: [],
      enums: [],
    });
  });
});
