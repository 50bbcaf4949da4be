import { describe, expect, it } from 'vitest';
import { checkAnswers, summariseRecord, WIDGETS } from '../support/test-answers.ts';

describe('an operation without an operationId', () => {
  const schema = { type: 'object', required: ['name'] };
  const content = { 'application/json': { schema } };
  const contract = {
    openapi: '3.1.0',
    info: { title: 'Widgets', version: '1' },
    paths: {
      '/widgets/{id}/parts': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        get: { responses: { 200: { description: 'The parts.', content } } },
        put: { responses: { 200: { description: 'The parts.', content } } },
      },
    },
  };

  it('is judged under its method and path', async () => {
    const url = `${WIDGETS}/widgets/7/parts`;
    const record = await checkAnswers(contract, [
      { url, body: {} },
      { url, method: 'PUT', body: { name: 'x' } },
    ]);
    expect(summariseRecord(record)).toEqual(['body.required GET /widgets/{id}/parts body 200 /name']);
    expect(record.cases.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'GET /widgets/{id}/parts/conformance/recorded-200-anonymous failed',
      'PUT /widgets/{id}/parts/conformance/recorded-200-anonymous passed',
    ]);
  });
});

describe('a contract that the data beside the contract is not about', () => {
  it('is judged without what that says: one note, no deviations, no callers', async () => {
    const get = {
      operationId: 'listWidgets',
      responses: { 200: { description: 'All.', content: { 'application/json': {} } } },
    };
    const contract = { openapi: '3.1.0', info: { title: 'Widgets', version: '1' }, paths: { '/widgets': { get } } };
    const record = await checkAnswers(contract, [{ url: `${WIDGETS}/widgets`, body: [] }]);
    expect(record.deviations).toEqual([]);
    expect(record.notes).toEqual([
      'conformance.yaml describes no operation of this contract, and is not used',
      expect.stringContaining('nothing was sent'),
    ]);
    expect(record.coverage.matrixCells).toMatchObject({ done: 0, of: 0 });
  });
});
