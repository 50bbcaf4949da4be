import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../core/json.ts';
import { createResolver } from './resolve-references.ts';

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
