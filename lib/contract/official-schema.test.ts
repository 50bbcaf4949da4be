import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../core/json.ts';
import { compareWithOfficialSchema } from './official-schema.ts';
import { documentWithSchemas, smallDocument } from '../../tests/support/test-contract.ts';

function compare(document: object): readonly string[] {
  // The makers make plain JSON.
  return compareWithOfficialSchema(document as JsonObject).map(({ pointer, message }) => `${pointer} ${message}`);
}

const OPERATION = '/paths/~1widgets/get';

function operation(members: object): object {
  const get = { operationId: 'listWidgets', responses: { 200: { description: 'The widgets.' } }, ...members };
  return smallDocument({ paths: { '/widgets': { get } } });
}

describe('compareWithOfficialSchema', () => {
  it('accepts a small document, and one with schemas', () => {
    expect(compare(smallDocument())).toEqual([]);
    expect(compare(documentWithSchemas({ Answer: { type: ['string', 'null'] } }))).toEqual([]);
  });

  it.each([
    ['a member that is missing', { info: { title: 'a' } }, '/info info must have the member "version"'],
    ['a member that has no place', { inf: {} }, '/inf the document has no place for "inf"'],
    ['a path without a slash', { paths: { widgets: {} } }, '/paths/widgets paths has no place for "widgets"'],
    ['a list for an object', { paths: [] }, '/paths paths must be object'],
    [
      'a name of a component with a blank',
      { components: { schemas: { 'a b': {} } } },
      '/components/schemas/a b schemas has a member "a b", whose name must match pattern "^[a-zA-Z0-9._-]+$"',
    ],
    [
      'a security scheme without its name, not the members that go with it',
      { components: { securitySchemes: { key: { type: 'apiKey', in: 'header' } } } },
      '/components/securitySchemes/key key must have the member "name"',
    ],
  ])('reports %s', (_, members, problem) => {
    expect(compare(smallDocument(members))).toEqual([problem]);
  });

  it.each([
    [
      'a status that is none',
      { responses: { 200: { description: 'a' }, 700: {} } },
      '/responses/700 responses has no place for "700"',
    ],
    [
      'a response without description',
      { responses: { 200: {} } },
      '/responses/200 200 must have the member "description"',
    ],
    [
      'a place for parameters that is none',
      { parameters: [{ name: 'a', in: 'body', schema: {} }] },
      '/parameters/0/in in must be one of query, header, path, cookie',
    ],
    [
      'a path parameter that may be missing',
      { parameters: [{ name: 'a', in: 'path', required: false, schema: {} }] },
      '/parameters/0/required required must be true',
    ],
    [
      'a parameter with neither schema nor content as one problem',
      { parameters: [{ name: 'a', in: 'query' }] },
      '/parameters/0 parameters[0] must have the member "schema", or must have the member "content"',
    ],
    [
      'members that exclude each other',
      { parameters: [{ name: 'a', in: 'query', schema: {}, example: 1, examples: {} }] },
      '/parameters/0 parameters[0] has members that exclude each other',
    ],
    [
      'a media type that is no object, once',
      { responses: { 200: { description: 'a', content: { 'application/json': 3 } } } },
      '/responses/200/content/application~1json application/json must be object',
    ],
  ])('reports %s', (_, members, problem) => {
    expect(compare(operation({ ...members }))).toEqual([OPERATION + problem]);
  });

  it.each([
    [
      'a type that is none as one problem',
      { type: 'text' },
      '/type type must be one of array, boolean, integer, null, number, object, string, or must be array',
    ],
    ['a list that has to be an object', { properties: [] }, '/properties properties must be object'],
    ['a number where a schema has to be', { items: 3 }, '/items items must be object or boolean'],
    ['a length below zero', { minLength: -1 }, '/minLength minLength must be >= 0'],
    ['a reference that is no text', { $ref: 5 }, '/$ref $ref must be string'],
  ])('reports in schemas %s', (_, schema, problem) => {
    expect(compare(documentWithSchemas({ Answer: schema }))).toEqual([`/components/schemas/Answer${problem}`]);
  });

  it('stops at fifty problems', () => {
    const extra = Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`extra${index}`, 1]));
    expect(compare(smallDocument(extra))).toHaveLength(50);
  });
});
