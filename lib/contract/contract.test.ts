import { beforeAll, describe, expect, it } from 'vitest';
import { exactResponseFor, responseFor, type Operation } from './contract.ts';
import { readDocument, smallDocument } from '../../tests/support/test-contract.ts';

const response = { description: 'Any.' };
const responses = { default: response, '4XX': response, '5xx': response, 200: response, 404: response };

let operation: Operation;
beforeAll(async () => {
  const get = { operationId: 'listWidgets', responses };
  const contract = await readDocument(smallDocument({ paths: { '/widgets': { get } } }));
  [operation] = contract.operations as readonly [Operation];
});

describe('responseFor', () => {
  it.each([
    [200, '200'],
    [404, '404'],
    [403, '4XX'],
    [500, '5xx'],
    [302, 'default'],
  ])('finds the response to %i by number, by range, or by default', (status, declared) => {
    expect(responseFor(operation, status)?.status).toBe(declared);
  });
});

describe('exactResponseFor', () => {
  it('finds a response by its number only', () => {
    expect(exactResponseFor(operation, 404)?.status).toBe('404');
    for (const status of [403, 500, 302]) expect(exactResponseFor(operation, status)).toBeUndefined();
  });
});
