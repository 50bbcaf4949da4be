import { describe, expect, it } from 'vitest';
import { documentWithSchemas, problemsByRule } from '../../../tests/support/test-contract.ts';
import { schemasCompile } from './schemas-compile.ts';

describe('schemasCompile', () => {
  it('reports a schema that cannot be used, once, where it stands', async () => {
    const document = `openapi: 3.1.0
info: {title: Widgets, version: '1'}
paths:
  /widgets:
    get:
      operationId: listWidgets
      responses:
        200:
          description: The widgets.
          content: {application/json: {schema: {$ref: '#/components/schemas/Answer'}}}
components:
  schemas:
    Answer: {type: object, requires: [id]}
`;
    expect(await problemsByRule(schemasCompile, document)).toEqual([
      'contract.yaml:13:5 warning schemas-compile: the schema cannot be used, so nothing is held against it: strict mode: unknown keyword: "requires"',
    ]);
  });

  it('accepts the keywords of JSON Schema 2020-12 and of OpenAPI, extensions, and schemas that are true or false', async () => {
    const document = documentWithSchemas({
      Answer: {
        type: 'object',
        properties: { id: { type: 'integer', format: 'int64', 'x-order': 1 }, any: true, none: false },
        dependentRequired: { id: ['any'] },
        unevaluatedProperties: false,
        discriminator: { propertyName: 'id' },
        xml: { name: 'answer' },
        externalDocs: { url: 'https://example.com' },
      },
    });
    expect(await problemsByRule(schemasCompile, document)).toEqual([]);
  });
});
