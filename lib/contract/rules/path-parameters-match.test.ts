import { describe, expect, it } from 'vitest';
import { problemsByRule } from '../../../tests/support/test-contract.ts';
import { pathParametersMatch } from './path-parameters-match.ts';

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
