import { describe, expect, it } from 'vitest';
import type { ContractStrength, OperationObservation } from './run-record.ts';
import { documentWithSchemas, readDocument, smallDocument } from '../../tests/support/test-contract.ts';
import { measureStrength } from './contract-strength.ts';
import { testObservation } from '../../tests/support/test-record.ts';

const LIMITS = 'declares no 429, though there are rate limits';

async function strengthOf(
  answer: object,
  observed: readonly OperationObservation[] = [],
): Promise<ContractStrength | undefined> {
  return measureStrength(await readDocument(documentWithSchemas({ Answer: answer })), observed)[0];
}

async function strengthOfOperation(operation: object): Promise<ContractStrength | undefined> {
  const get = { operationId: 'readWidget', ...operation };
  return measureStrength(await readDocument(smallDocument({ paths: { '/widgets/{id}': { get } } })), [])[0];
}

describe('measureStrength', () => {
  it('finds nothing but the missing 429 where every member is required and nothing else passes', async () => {
    const properties = { id: { type: 'string' } };
    expect(await strengthOf({ type: 'object', required: ['id'], additionalProperties: false, properties })).toEqual({
      operationId: 'readAnswer',
      score: 98,
      weaknesses: [LIMITS],
    });
  });

  it('counts members that may be missing, and objects that take others', async () => {
    const properties = { id: { type: 'string' }, name: { type: 'string' } };
    expect((await strengthOf({ type: 'object', required: ['id'], properties }))?.weaknesses).toEqual([
      '200: 1 of 2 members may be missing',
      '200: members that nobody declared pass at /',
      LIMITS,
    ]);
  });

  it('takes the parts of a composition together', async () => {
    const parts = [{ type: 'object', properties: { id: { type: 'string' } } }, { required: ['id'] }];
    expect((await strengthOf({ allOf: parts, unevaluatedProperties: false }))?.weaknesses).toEqual([LIMITS]);
  });

  it('names objects that may hold anything, also in lists, and lets maps be', async () => {
    const items = { type: 'object', additionalProperties: true };
    expect((await strengthOf({ type: 'array', items }))?.weaknesses).toEqual([
      '200 /* is an object that may hold anything',
      LIMITS,
    ]);
    const map = { type: 'object', additionalProperties: { type: 'string' } };
    expect((await strengthOf(map))?.weaknesses).toEqual([LIMITS]);
  });

  it('names answers without a body or a schema, but for 204', async () => {
    const responses = {
      200: { description: 'Done.' },
      202: { description: 'Later.', content: { 'application/json': {} } },
      204: { description: 'Nothing.' },
      '4XX': { description: 'Refused.' },
    };
    expect((await strengthOfOperation({ responses }))?.weaknesses).toEqual([
      '200 declares no body: any body passes unjudged',
      '202 application/json has no schema',
      'no body is declared for 4XX',
    ]);
  });

  it('names errors that a request can always bring about and that are not declared', async () => {
    const responses = { 204: { description: 'Nothing.' } };
    const parameters = [
      { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
      { name: 'limit', in: 'query', schema: { type: 'integer' } },
    ];
    expect((await strengthOfOperation({ responses, parameters, security: [{ key: [] }] }))?.weaknesses).toEqual([
      'declares no 400, though it takes input that can be wrong',
      'declares no 401, though it asks for a credential',
      'declares no 404, though its path names a thing that may be missing',
      LIMITS,
    ]);
  });

  it('adds what a run saw and the contract does not say, and the other way round', async () => {
    const observed = testObservation('readAnswer', {
      statusesSeen: ['200', '202', '404'],
      statusesDeclared: ['200', '4XX', '301'],
      membersUndeclared: ['200 /a', '200 /b', '200 /c', '200 /d', '200 /e', '200 /f'],
      membersNeverSeen: ['200 /name'],
    });
    const closed = { type: 'object', additionalProperties: false };
    expect((await strengthOf(closed, [observed]))?.weaknesses.slice(1)).toEqual([
      'members seen and not declared: 200 /a, 200 /b, 200 /c, 200 /d, 200 /e and 1 more',
      'members declared and never seen: 200 /name',
      'statuses seen and not declared: 202',
      'statuses declared and never seen: 301',
    ]);
    expect((await strengthOf(closed, [{ ...observed, exercised: false }]))?.weaknesses).toEqual([LIMITS]);
  });

  it('puts the weakest operation first, and scores none below 0', async () => {
    const weak = {
      operationId: 'weak',
      responses: {
        200: { description: 'a' },
        201: { description: 'b' },
        202: { description: 'c' },
        203: { description: 'd' },
        206: { description: 'e' },
      },
    };
    const strong = { operationId: 'strong', responses: { 204: { description: 'Nothing.' } } };
    const paths = { '/a': { get: strong }, '/b': { get: weak } };
    const measured = measureStrength(await readDocument(smallDocument({ paths })), []);
    expect(measured.map(({ operationId, score }) => [operationId, score])).toEqual([
      ['weak', 0],
      ['strong', 98],
    ]);
  });
});
