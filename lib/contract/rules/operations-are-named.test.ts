import { describe, expect, it } from 'vitest';
import { problemsByRule, smallDocument } from '../../../tests/support/test-contract.ts';
import { operationsAreNamed } from './operations-are-named.ts';

describe('operationsAreNamed', () => {
  it('reports an id that is there twice, with both operations, and one that is not there', async () => {
    const document = `openapi: 3.1.0
info: {title: Widgets, version: '1'}
paths:
  /widgets:
    get: {operationId: widgets, responses: {200: {description: Fine.}}}
    put: {operationId: widgets, responses: {200: {description: Fine.}}}
    post:
      responses: {200: {description: Fine.}}
`;
    expect(await problemsByRule(operationsAreNamed, document)).toEqual([
      'contract.yaml:6:11 error operations-are-named: the operationId "widgets" of PUT /widgets is also that of GET /widgets',
      'contract.yaml:7:5 error operations-are-named: POST /widgets has no operationId',
    ]);
  });

  it('reports a contract without operations', async () => {
    const document = `openapi: 3.1.0
info: {title: Widgets, version: '1'}
paths: {}
`;
    expect(await problemsByRule(operationsAreNamed, document)).toEqual([
      'contract.yaml:3:1 error operations-are-named: the contract has no operations',
    ]);
  });

  it('accepts operations with an id of their own each', async () => {
    expect(await problemsByRule(operationsAreNamed, smallDocument())).toEqual([]);
  });
});
