import { describe, expect, it } from 'vitest';
import { problemsByRule } from '../../../tests/support/test-contract.ts';
import { parametersAreDistinct } from './parameters-are-distinct.ts';

describe('parametersAreDistinct', () => {
  it('reports a header in another case and a query parameter behind a reference', async () => {
    const document = `openapi: 3.1.0
info: {title: Widgets, version: '1'}
paths:
  /widgets:
    get:
      operationId: listWidgets
      parameters:
        - {name: X-Page, in: header, schema: {}}
        - {name: x-page, in: header, schema: {}}
        - $ref: '#/components/parameters/Page'
        - {name: page, in: query, schema: {}}
components:
  parameters:
    Page: {name: page, in: query, schema: {}}
`;
    expect(await problemsByRule(parametersAreDistinct, document)).toEqual([
      'contract.yaml:9:11 error parameters-are-distinct: the header parameter "x-page" is declared twice',
      'contract.yaml:11:11 error parameters-are-distinct: the query parameter "page" is declared twice',
    ]);
  });

  it('accepts the same name in another place or case, and an operation that overrides its path', async () => {
    const document = `openapi: 3.1.0
info: {title: Widgets, version: '1'}
paths:
  /widgets:
    parameters: [{name: page, in: query, schema: {}}]
    get:
      operationId: listWidgets
      parameters:
        - {name: page, in: query, schema: {}}
        - {name: Page, in: query, schema: {}}
        - {name: page, in: header, schema: {}}
`;
    expect(await problemsByRule(parametersAreDistinct, document)).toEqual([]);
  });
});
