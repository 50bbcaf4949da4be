import { describe, expect, it } from 'vitest';
import { problemsByRule, smallDocument } from '../../tests/support/test-contract.ts';
import {
  operationsAreNamed,
  parametersAreDistinct,
  pathParametersMatch,
  pathsAreDistinct,
  securitySchemesAreDefined,
} from './operation-rules.ts';

describe('operationsAreNamed', () => {
  it('reports an id that is there twice, with both operations', async () => {
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

const path = (template: string, ...names: readonly string[]): string => `openapi: 3.1.0
info: {title: Widgets, version: '1'}
paths:
  ${template}:
    get:
      operationId: readWidget
      parameters:
${names.map((name) => `        - {name: ${name}, in: path, required: true, schema: {}}`).join('\n')}
`;

describe('pathParametersMatch', () => {
  it('reports a name in the path that is not declared', async () => {
    expect(await problemsByRule(pathParametersMatch, path('/widgets/{id}/{part}', 'id'))).toEqual([
      'contract.yaml:5:5 error path-parameters-match: GET /widgets/{id}/{part} declares no path parameter "part"',
    ]);
  });

  it('reports a declared one that does not stand in the path', async () => {
    expect(await problemsByRule(pathParametersMatch, path('/widgets/{id}', 'id', 'part'))).toEqual([
      'contract.yaml:9:11 error path-parameters-match: the path parameter "part" of GET /widgets/{id} does not stand in the path',
    ]);
  });

  it('reports a name that stands in the path twice', async () => {
    expect(await problemsByRule(pathParametersMatch, path('/widgets/{id}/{id}', 'id'))).toEqual([
      'contract.yaml:5:5 error path-parameters-match: the path /widgets/{id}/{id} has the parameter "id" twice',
    ]);
  });

  it('accepts declared names in any order', async () => {
    expect(await problemsByRule(pathParametersMatch, path('/widgets/{id}/{part}', 'part', 'id'))).toEqual([]);
  });
});

describe('pathsAreDistinct', () => {
  it('reports a path that differs in the names of its parameters only', async () => {
    const document = `openapi: 3.1.0
info: {title: Widgets, version: '1'}
paths:
  /widgets/{id}: {}
  /widgets/{name}: {}
`;
    expect(await problemsByRule(pathsAreDistinct, document)).toEqual([
      'contract.yaml:5:3 error paths-are-distinct: the path /widgets/{name} is the same as /widgets/{id} but for the names of its parameters',
    ]);
  });

  it('accepts a fixed segment in place of a parameter, which is matched first', async () => {
    const paths = { '/widgets/{id}': {}, '/widgets/newest': {}, '/widgets/{id}/parts': {} };
    expect(await problemsByRule(pathsAreDistinct, smallDocument({ paths }))).toEqual([]);
  });
});

describe('securitySchemesAreDefined', () => {
  it('reports a name that is not defined, of the document and of an operation', async () => {
    const document = `openapi: 3.1.0
info: {title: Widgets, version: '1'}
security: [{session: []}]
paths:
  /widgets:
    get:
      operationId: listWidgets
      security:
        - {}
        - {key: [], org: []}
components:
  securitySchemes: {org: {type: apiKey, in: header, name: X-Org}}
`;
    expect(await problemsByRule(securitySchemesAreDefined, document)).toEqual([
      'contract.yaml:3:13 error security-schemes-are-defined: the security scheme "session" is not defined in components.securitySchemes',
      'contract.yaml:10:12 error security-schemes-are-defined: the security scheme "key" is not defined in components.securitySchemes',
    ]);
  });

  it('accepts defined names, and an operation that is open', async () => {
    const securitySchemes = { key: { type: 'http', scheme: 'bearer' } };
    const document = smallDocument({ security: [{ key: [] }, {}], components: { securitySchemes } });
    expect(await problemsByRule(securitySchemesAreDefined, document)).toEqual([]);
  });
});
