import { describe, expect, it } from 'vitest';
import { readDocument, smallDocument } from '../../tests/support/test-contract.ts';
import { wrongParameters } from './wrong-values.ts';

async function wrongOf(parameter: object): Promise<readonly string[]> {
  const get = { operationId: 'listWidgets', parameters: [parameter], responses: { 200: { description: 'Widgets.' } } };
  const contract = await readDocument(smallDocument({ paths: { '/widgets': { get } } }));
  const [operation] = contract.operations;
  return (operation?.parameters ?? []).flatMap((each) =>
    wrongParameters(contract, each).map(({ name, value }) => `${name}: ${value ?? 'left out'}`),
  );
}

describe('wrongParameters', () => {
  it('leaves out what is required, and breaks its pattern', async () => {
    const schema = { type: 'string', pattern: '^[a-z]+$' };
    expect(await wrongOf({ name: 'slug', in: 'query', required: true, schema })).toEqual([
      'without-slug: left out',
      'slug-against-pattern: -No-',
    ]);
  });

  it('finds another value where the first one fits the pattern', async () => {
    const schema = { type: 'string', pattern: '^[A-Za-z-]+$' };
    expect(await wrongOf({ name: 'slug', in: 'query', schema })).toEqual([
      'slug-against-pattern: -No Pattern Allows This-',
    ]);
  });

  it.each([
    ['a pattern that allows everything', { type: 'string', pattern: '.' }],
    ['a format that is only one of several ways', { anyOf: [{ format: 'uuid' }, { type: 'string' }], pattern: '' }],
    ['a pattern that holds for text only, beside lists', { type: ['string', 'array'], pattern: '^[a-z]$' }],
  ])('says nothing of %s', async (_, schema) => {
    expect(await wrongOf({ name: 'slug', in: 'query', schema })).toEqual([]);
  });

  it('breaks the format of a UUID', async () => {
    const schema = { type: 'string', format: 'uuid' };
    expect(await wrongOf({ name: 'id', in: 'query', required: true, schema })).toEqual([
      'without-id: left out',
      'id-not-a-uuid: not-a-uuid',
    ]);
  });

  it('goes beyond an enum, whether the parameter is required or not', async () => {
    const schema = { type: 'string', enum: ['a', 'b'] };
    expect(await wrongOf({ name: 'kind', in: 'query', schema })).toEqual(['kind-outside-enum: conformance-unknown']);
  });

  it.each([
    ['a slug against its pattern', 'slug', { type: 'string', pattern: '^[a-z]+$' }, ['slug-against-pattern: -No-']],
    ['an id that is no UUID', 'id', { type: 'string', format: 'uuid' }, ['id-not-a-uuid: not-a-uuid']],
    ['an id of any form', 'id', { type: 'string' }, ['id-not-a-uuid: not-a-uuid']],
    ['no text of any form', 'key', { type: 'string' }, []],
  ])('puts into a path %s', async (_, name, schema, expected) => {
    expect(await wrongOf({ name, in: 'path', required: true, schema })).toEqual(expected);
  });
});
