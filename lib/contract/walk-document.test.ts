import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../core/json.ts';
import { walkDocument } from './walk-document.ts';

function walk(value: JsonValue): readonly string[] {
  return [...walkDocument(value)].map(({ kind, pointer }) => `${kind} ${pointer}`);
}

describe('walkDocument', () => {
  it('goes through objects of OpenAPI and schemas, parents first, names that are keywords included', () => {
    const schema = { properties: { properties: { items: [{}, true] } }, allOf: [{ not: {} }], $defs: { enum: {} } };
    expect(walk({ components: { schemas: { default: schema }, parameters: { example: { schema: {} } } } })).toEqual([
      'openapi ',
      'openapi /components',
      'schema /components/schemas/default',
      'schema /components/schemas/default/properties/properties',
      'schema /components/schemas/default/properties/properties/items/0',
      'schema /components/schemas/default/allOf/0',
      'schema /components/schemas/default/allOf/0/not',
      'schema /components/schemas/default/$defs/enum',
      'openapi /components/parameters/example',
      'schema /components/parameters/example/schema',
    ]);
  });

  it('tells a list of parameters from a map of them', () => {
    expect(walk({ paths: { '/a': { parameters: [{ schema: {} }] } } })).toEqual([
      'openapi ',
      'openapi /paths/~1a',
      'openapi /paths/~1a/parameters/0',
      'schema /paths/~1a/parameters/0/schema',
    ]);
  });

  it('passes over examples, defaults, enums, extensions and whatever else is data', () => {
    const schema = { example: {}, examples: [{}], default: {}, enum: [{}], const: {}, 'x-note': {}, mapping: {} };
    expect(walk({ 'x-top': {}, components: { schemas: { Answer: schema } }, example: {}, security: [{}] })).toEqual([
      'openapi ',
      'openapi /components',
      'schema /components/schemas/Answer',
    ]);
  });
});
