import { describe, expect, it } from 'vitest';
import { readDocument, smallDocument } from '../../tests/support/test-contract.ts';
import { generateBodies, type ValidBodies } from './bodies.ts';
import type { BodyData } from './operation-data.ts';

const schema = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string', minLength: 1 }, colour: { type: 'string', enum: ['red'] } },
};

async function bodiesWith(data: BodyData, of: object = schema): Promise<ValidBodies> {
  const requestBody = { content: { 'application/json': { schema: of } } };
  const post = { operationId: 'makeWidget', requestBody, responses: { 201: { description: 'Made.' } } };
  const contract = await readDocument(smallDocument({ paths: { '/widgets': { post } } }));
  const [operation] = contract.operations;
  if (operation === undefined) throw new Error('the document has no operation');
  return generateBodies(contract, operation, { seed: '1', data });
}

describe('generateBodies', () => {
  it('makes a body of the required members, and one of all', async () => {
    const { minimal, full } = await bodiesWith({ set: { name: 'made' } });
    expect(minimal).toEqual({ name: 'made' });
    expect(full).toEqual({ name: 'made', colour: 'red' });
  });

  it('leaves out what the server is to assign, required or not', async () => {
    const part = { type: 'object', required: ['id'], properties: { id: { type: 'integer', readOnly: true } } };
    const made = await bodiesWith(
      { set: { name: 'made' } },
      {
        ...schema,
        required: ['name', 'id', 'parts'],
        properties: {
          name: { type: 'string' },
          id: { readOnly: true },
          parts: { type: 'array', minItems: 1, maxItems: 1, items: part },
        },
      },
    );
    expect(made).toMatchObject({ minimal: { name: 'made', parts: [{}] }, full: { name: 'made', parts: [{}] } });
  });

  it.each([
    ['minimal', { name: 'made' }],
    ['full', { name: 'made', colour: 'red' }],
  ] as const)('makes the %s one alone where the other would not do', async (only, body) => {
    expect(await bodiesWith({ set: { name: 'made' }, only })).toEqual({ minimal: body, full: body, base: body });
  });

  it('starts further bodies from the minimal one, or from what the data says', async () => {
    expect((await bodiesWith({ set: { name: 'made' } })).base).toEqual({ name: 'made' });
    const { minimal, base } = await bodiesWith({ set: { name: 'made' }, base: { name: 'made', colour: 'red' } });
    expect([minimal, base]).toEqual([{ name: 'made' }, { name: 'made', colour: 'red' }]);
  });
});
