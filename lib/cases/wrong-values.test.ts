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
});
