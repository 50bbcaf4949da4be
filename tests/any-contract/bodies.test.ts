import { describe, expect, it } from 'vitest';
import { checkBodies } from '../support/test-answers.ts';

describe('two members of one name', () => {
  it('are a finding, wherever they are', async () => {
    const schema = { properties: { rows: { items: { properties: { id: { type: 'integer' } } } } } };
    expect(await checkBodies(schema, ['{"rows": [{"id": 1}, {"id": 3, "id": 2}]}'])).toEqual([
      'body.duplicate-member readAnswer body 200 /rows/*/id',
    ]);
    expect(await checkBodies(schema, ['{"rows": [{"id": 1}, {"id": 2}]}'])).toEqual([]);
  });
});

describe('a body that is nested 100,000 levels deep', () => {
  const TOO_DEEP = ['the body is nested more than 500 levels deep, and is not looked into'];
  const tree = { $ref: '#/components/schemas/Tree' };
  const schemas = { Tree: { properties: { next: tree } }, List: { items: { $ref: '#/components/schemas/List' } } };

  it.each([
    ['objects', tree, '{"next":', '{}', '}'],
    ['lists', { $ref: '#/components/schemas/List' }, '[', '', ']'],
    ['objects that nobody describes', {}, '{"x":', '1', '}'],
    ['a schema that Ajv does not judge', { ...tree, unevaluatedProperties: false }, '{"next":', '{}', '}'],
  ])('is refused with the reason: %s', async (_, schema, open, middle, close) => {
    const text = `${open.repeat(100_000)}${middle}${close.repeat(100_000)}`;
    expect(await checkBodies(schema, [text], schemas)).toEqual(TOO_DEEP);
  });

  it('is judged where it is nested 400 levels deep', async () => {
    const text = `${'{"next":'.repeat(400)}1${'}'.repeat(400)}`;
    const strict = { Tree: { type: 'object', properties: { next: tree } } };
    expect(await checkBodies(tree, [text], strict)).toEqual([expect.stringContaining('body.type readAnswer body 200')]);
  });
});
