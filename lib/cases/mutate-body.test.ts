import { describe, expect, it } from 'vitest';
import { readDocument, smallDocument } from '../../tests/support/test-contract.ts';
import type { JsonValue } from '../core/json.ts';
import type { ValidBodies } from './bodies.ts';
import type { Contract, MediaContent } from '../contract/contract.ts';
import { longestTexts, mutateBody, type InvalidBody } from './mutate-body.ts';

async function bodyContent(schema: object): Promise<readonly [contract: Contract, content: MediaContent]> {
  const requestBody = { content: { 'application/json': { schema } } };
  const post = { operationId: 'makeWidget', requestBody, responses: { 201: { description: 'Made.' } } };
  const contract = await readDocument(smallDocument({ paths: { '/widgets': { post } } }));
  const [content] = contract.operations[0]?.requestBody?.content ?? [];
  if (content === undefined) throw new Error('the document has no body');
  return [contract, content];
}

async function brokenBy(
  schema: object,
  bodies: ValidBodies,
  either?: readonly string[],
): Promise<readonly InvalidBody[]> {
  return mutateBody(...(await bodyContent(schema)), bodies, either);
}

/** The variants for a schema of one member `m`, each with what the member is then. */
async function ofMember(member: object, valid?: JsonValue): Promise<Readonly<Record<string, JsonValue | undefined>>> {
  const schema = { properties: { m: member } };
  const broken = await brokenBy(schema, valid === undefined ? {} : { base: { m: valid } });
  return Object.fromEntries(broken.map(({ variant, body }) => [variant, (body as { m?: JsonValue }).m]));
}

describe('mutateBody', () => {
  it.each<[string, object, JsonValue | undefined, Record<string, unknown>]>([
    ['type', { type: 'string' }, 'x', { 'm-of-wrong-type': 42 }],
    ['enum', { enum: ['a', 'b'] }, 'a', { 'm-outside-enum': 'conformance-unknown' }],
    ['const', { const: 7 }, 7, { 'm-not-the-constant': 'conformance-unknown' }],
    ['pattern', { pattern: '^[a-z]+$' }, 'abc', { 'm-against-pattern': '-No Pattern Allows This-' }],
    ['a lenient pattern', { pattern: '^[-A-Za-z ]+$' }, 'abc', { 'm-against-pattern': 'abc!' }],
    ['format', { format: 'uuid' }, undefined, { 'm-against-format': 'not-a-uuid' }],
    ['format of a number', { format: 'int32' }, 1, { 'm-against-format': 2 ** 31 }],
    ['minLength', { minLength: 3 }, 'abcd', { 'm-too-short': 'ab' }],
    ['maxLength', { maxLength: 3 }, 'abc', { 'm-too-long': 'xxxx' }],
    ['minimum', { minimum: 3 }, 3, { 'm-below-minimum': 2 }],
    ['maximum', { maximum: 3 }, 3, { 'm-above-maximum': 4 }],
    ['exclusiveMinimum', { exclusiveMinimum: 3 }, 4, { 'm-at-lower-bound': 3 }],
    ['exclusiveMaximum', { exclusiveMaximum: 3 }, 2, { 'm-at-upper-bound': 3 }],
    ['multipleOf', { multipleOf: 5 }, 10, { 'm-no-multiple': 11 }],
    ['minItems', { minItems: 2 }, ['a', 'b'], { 'm-with-too-few-items': ['a'] }],
    ['maxItems', { maxItems: 1 }, ['a'], { 'm-with-too-many-items': ['a', 'a'] }],
    ['uniqueItems', { uniqueItems: true }, ['a'], { 'm-with-an-item-twice': ['a', 'a'] }],
    ['minProperties', { minProperties: 1 }, { a: 1 }, { 'm-with-too-few-members': {} }],
    ['maxProperties', { maxProperties: 1 }, { a: 1 }, { 'm-with-too-many-members': { a: 1, conformance_0: 1 } }],
    ['closed objects', { additionalProperties: false }, {}, { 'm-unknown-key': { conformance_unknown_key: true } }],
    [
      'propertyNames',
      { propertyNames: { enum: ['a'] } },
      { a: 1 },
      { 'm-with-unknown-key': { conformance_unknown: 1 } },
    ],
    ['nested members', { properties: { n: { minimum: 1 } } }, {}, { 'm-n-below-minimum': { n: 0 } }],
    ['nested requirements', { required: ['n'] }, { n: 1, o: 2 }, { 'without-m-n': { o: 2 } }],
    ['items', { items: { maximum: 5 } }, [3, 4], { 'm-items-above-maximum': [6, 4] }],
    ['values of a map', { additionalProperties: { minimum: 1 } }, { a: 1 }, { 'm-values-below-minimum': { a: 0 } }],
    [
      'parts of a whole',
      { allOf: [{ minimum: 1 }, { maximum: 5 }] },
      3,
      { 'm-below-minimum': 0, 'm-above-maximum': 6 },
    ],
  ])('breaks %s once', async (_, member, valid, expected) => {
    expect(await ofMember(member, valid)).toEqual(expected);
  });

  it('breaks each of several constraints alone, and the others not', async () => {
    const member = { type: 'string', minLength: 2, maxLength: 4, pattern: '^[a-z0]*$' };
    expect(await ofMember(member, 'abc')).toEqual({
      'm-of-wrong-type': 42,
      'm-against-pattern': 'abc!',
      'm-too-short': 'a',
      'm-too-long': 'xxxxx',
    });
  });

  it('takes what the base leaves out from the full one', async () => {
    const display = {
      type: 'object',
      required: ['mode'],
      properties: { mode: { type: 'string' }, width: { minimum: 1 } },
    };
    const schema = { properties: { name: { type: 'string' }, display } };
    const bodies = { base: { name: 'x' }, full: { name: 'x', display: { mode: 'headless', width: 800 } } };
    const broken = await brokenBy(schema, bodies);
    expect(broken.find(({ variant }) => variant === 'display-width-below-minimum')?.body).toEqual({
      name: 'x',
      display: { mode: 'headless', width: 0 },
    });
  });

  it('makes nothing of what cannot be shown to be invalid there and nowhere else', async () => {
    expect(await ofMember({ pattern: '' }, 'x')).toEqual({});
    expect(await ofMember({ anyOf: [{ minimum: 5 }, {}] }, 7)).toEqual({});
    // Without a valid body, the other member would be wrong as well.
    const broken = await brokenBy({ required: ['a'], properties: { a: {}, b: { minimum: 1 } } }, {});
    expect(broken.map(({ variant }) => variant)).toEqual(['without-a']);
  });

  it('says of the whole body what is wrong with it', async () => {
    const schema = { type: 'object', additionalProperties: false, minProperties: 1, properties: { a: {} } };
    const broken = await brokenBy(schema, { base: { a: 1 } });
    expect(broken.map(({ variant, rule }) => [variant, rule])).toEqual([
      ['an-array', 'request.constraint-unenforced'],
      ['empty', 'request.required-unenforced'],
      ['unknown-key', 'request.extra-accepted'],
    ]);
  });

  it('comes to an end where a schema holds itself', async () => {
    const schema = {
      type: 'object',
      properties: { child: { $ref: '#/paths/~1widgets/post/requestBody/content/application~1json/schema' } },
    };
    const broken = await brokenBy(schema, { base: {} });
    expect(broken.length).toBeLessThan(20);
  });

  describe('where a oneOf asks for one of two members', () => {
    const properties = { a: { type: 'integer' }, b: { type: 'string', maxLength: 3 }, name: { type: 'string' } };

    it('leaves out both, and sends both', async () => {
      const schema = { type: 'object', properties, oneOf: [{ required: ['a'] }, { required: ['b'] }] };
      const broken = await brokenBy(schema, { base: { name: 'x', a: 1 } });
      const chosen = broken.filter(({ keyword }) => keyword === 'oneOf');
      expect(chosen.map(({ variant, title, rule, body }) => [variant, title, rule, body])).toEqual([
        ['none-of-a-b', 'none of "a" and "b"', 'request.required-unenforced', { name: 'x' }],
        ['a-and-b', '"a" and "b" at once', 'request.constraint-unenforced', { name: 'x', a: 1, b: 'x' }],
      ]);
    });

    it('breaks each without the other', async () => {
      const schema = { type: 'object', properties, oneOf: [{ required: ['a'] }, { required: ['b'] }] };
      const broken = await brokenBy(schema, { base: { name: 'x', a: 1 } });
      expect(broken.find(({ variant }) => variant === 'b-too-long')?.body).toEqual({ name: 'x', b: 'xxxx' });
    });

    it('takes the word of the data for what only prose says', async () => {
      const broken = await brokenBy({ type: 'object', properties }, { base: { name: 'x', a: 1 } }, ['a', 'b']);
      expect(broken.find(({ variant }) => variant === 'b-too-long')?.body).toEqual({ name: 'x', b: 'xxxx' });
      expect(broken.some(({ variant }) => variant === 'a-and-b')).toBe(false);
    });

    it('sends none of them where an anyOf asks for one', async () => {
      const schema = { type: 'object', properties, anyOf: [{ required: ['a'] }, { required: ['b'] }] };
      const broken = await brokenBy(schema, { base: { name: 'x', a: 1 } });
      expect(broken.filter(({ keyword }) => keyword === 'anyOf').map(({ variant }) => variant)).toEqual([
        'none-of-a-b',
      ]);
    });

    it('keeps away from branches that ask for more than members', async () => {
      const schema = {
        type: 'object',
        properties,
        oneOf: [{ required: ['a'] }, { required: ['b'], minProperties: 2 }],
      };
      const broken = await brokenBy(schema, { base: { name: 'x', a: 1 } });
      expect(broken.map(({ keyword }) => keyword)).not.toContain('oneOf');
    });
  });
});

describe('longestTexts', () => {
  const longestOf = async (schema: object) => longestTexts(...(await bodyContent(schema)), { base: { name: 'x' } });

  it('fills each bounded text with characters of three bytes, at any depth', async () => {
    const inner = { properties: { label: { type: 'string', maxLength: 2 } } };
    const schema = { type: 'object', properties: { name: { type: 'string', maxLength: 3 }, inner } };
    expect(await longestOf(schema)).toEqual([
      { variant: 'longest-name', title: '"name" of 3 characters in 9 bytes', body: { name: '字字字' } },
      {
        variant: 'longest-inner-label',
        title: '"inner/label" of 2 characters in 6 bytes',
        body: { name: 'x', inner: { label: '字字' } },
      },
    ]);
  });

  it('leaves out texts that may not have such characters', async () => {
    const name = { type: 'string', maxLength: 3, pattern: '^[a-z]+$' };
    expect(await longestOf({ type: 'object', properties: { name } })).toEqual([]);
  });
});
