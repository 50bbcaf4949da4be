import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../core/json.ts';
import { createResolver, inlineSchema } from './resolve-references.ts';
import { documentWithSchemas, readDocument } from '../../tests/support/test-contract.ts';

const DOCUMENT: JsonObject = {
  components: {
    schemas: {
      Plain: { type: 'string' },
      Chain: { $ref: '#/components/schemas/Other' },
      Other: { $ref: '#/components/schemas/Plain' },
      Self: { $ref: '#/components/schemas/Self' },
      Gone: { $ref: '#/components/nothing' },
      Anchor: { $ref: '#named' },
      Named: { $anchor: 'named', properties: { 'a/b c': { minimum: 1 } } },
      Escaped: { $ref: '#/components/schemas/Named/properties/a~1b%20c' },
      Malformed: { $ref: '#/%zz' },
      List: { allOf: [{ $ref: '#/components/schemas/Named' }] },
    },
  },
};
const resolve = createResolver(DOCUMENT);
const at = (name: string): string => `/components/schemas/${name}`;

describe('createResolver', () => {
  it.each([
    ['a node', 'Plain', 'Plain', { type: 'string' }],
    ['a chain of references', 'Chain', 'Plain', { type: 'string' }],
    ['what lies behind a reference', 'List/allOf/0/properties', 'Named/properties', { 'a/b c': { minimum: 1 } }],
    ['an escaped name', 'Escaped', 'Named/properties/a~1b c', { minimum: 1 }],
  ])('finds %s', (_, from, to, value) => {
    expect(resolve(at(from))).toEqual({ pointer: at(to), value });
  });

  it('finds a schema by its anchor', () => {
    expect(resolve(at('Anchor'))?.pointer).toBe(at('Named'));
  });

  it.each([
    'Self',
    'Gone',
    'Malformed',
    'Nothing',
    'List/allOf/1',
    'List/allOf/00',
    'Plain/type/length',
    'Plain/constructor',
  ])('finds nothing at %s', (name) => {
    expect(resolve(at(name))).toBeUndefined();
  });

  it('finds the document itself', () => {
    expect(resolve('')).toEqual({ pointer: '', value: DOCUMENT });
  });
});

async function inline(schemas: Readonly<Record<string, unknown>>): Promise<ReturnType<typeof inlineSchema>> {
  return inlineSchema((await readDocument(documentWithSchemas(schemas))).resolve, '/components/schemas/Answer');
}

describe('inlineSchema', () => {
  it('puts what is referred to in place of the reference, and keeps what stands beside it', async () => {
    const found = await inline({
      Answer: {
        $id: 'https://example.com/answer',
        properties: { plain: { $ref: 'part' }, $ref: { type: 'string' } },
        items: { $ref: 'part', minLength: 1 },
        example: { $ref: 'data' },
      },
      Part: { $id: 'https://example.com/part', type: 'string' },
    });
    expect(found).toEqual({
      ok: true,
      value: {
        properties: { plain: { type: 'string' }, $ref: { type: 'string' } },
        items: { allOf: [{ type: 'string' }, { minLength: 1 }] },
        example: { $ref: 'data' },
      },
    });
  });

  it('takes the same schema in two places', async () => {
    const part = { $ref: '#/components/schemas/Part' };
    const found = await inline({ Answer: { allOf: [part, part] }, Part: { type: 'string' } });
    expect(found).toEqual({ ok: true, value: { allOf: [{ type: 'string' }, { type: 'string' }] } });
  });

  it.each([
    [
      'a schema that contains itself',
      { Answer: { properties: { next: { $ref: '#/components/schemas/Answer' } } } },
      'the schema contains itself at /components/schemas/Answer',
    ],
    [
      'a reference that leads nowhere',
      { Answer: { items: { $ref: '#/components/schemas/Gone' } } },
      'the reference #/components/schemas/Gone leads nowhere',
    ],
    [
      'a dynamic reference',
      { Answer: { $dynamicRef: '#a' } },
      'the dynamic reference at /components/schemas/Answer cannot be replaced',
    ],
    ['no schema', {}, 'there is no schema at /components/schemas/Answer'],
    ['a schema that unfolds without end', doublings(20), 'the schema has more than 20000 nodes without its references'],
  ])('says why it cannot replace %s', async (_, schemas, error) => {
    expect(await inline(schemas)).toEqual({ ok: false, error });
  });
});

/** Each refers to the next one twice. */
function doublings(count: number): Readonly<Record<string, unknown>> {
  const next = (index: number): object => ({ $ref: `#/components/schemas/Part${index}` });
  const parts = Array.from({ length: count }, (_, index) => [
    `Part${index}`,
    { allOf: [next(index + 1), next(index + 1)] },
  ]);
  return { Answer: next(0), ...(Object.fromEntries(parts) as object), [`Part${count}`]: {} };
}
