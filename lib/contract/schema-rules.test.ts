import { describe, expect, it } from 'vitest';
import { documentWithSchemas, problemsByRule } from '../../tests/support/test-contract.ts';
import {
  formatsAreKnown,
  nullableIsNotUsed,
  patternsCompile,
  referencesLeadSomewhere,
  schemasCompile,
} from './schema-rules.ts';

describe('formatsAreKnown', () => {
  it('names a format that nobody knows, once, where it first stands', async () => {
    const document = `openapi: 3.1.0
info: {title: Widgets, version: '1'}
components:
  schemas:
    Answer: {type: string, format: colour}
    Other: {type: string, format: colour}
`;
    expect(await problemsByRule(formatsAreKnown, document)).toEqual([
      'contract.yaml:5:28 warning formats-are-known: the format "colour" is not known: values are not held against it',
    ]);
  });

  it('accepts the formats of JSON Schema and of OpenAPI, and members that are named "format"', async () => {
    const formats = ['date-time', 'uuid', 'email', 'int64', 'byte', 'password'];
    const properties = Object.fromEntries(formats.map((format) => [format, { format }]));
    const document = documentWithSchemas({ Answer: { properties: { ...properties, format: { const: 'colour' } } } });
    expect(await problemsByRule(formatsAreKnown, document)).toEqual([]);
  });
});

describe('nullableIsNotUsed', () => {
  it('says what to write instead', async () => {
    const document = `openapi: 3.1.0
info: {title: Widgets, version: '1'}
components:
  schemas:
    Answer:
      type: string
      nullable: true
`;
    expect(await problemsByRule(nullableIsNotUsed, document)).toEqual([
      'contract.yaml:7:7 warning nullable-is-not-used: "nullable" means nothing in OpenAPI 3.1 and is ignored: write the type as a list with "null" in it',
    ]);
  });

  it('accepts a type of null, and a member or an example of the name', async () => {
    const document = documentWithSchemas({
      Answer: { type: ['object', 'null'], properties: { nullable: { type: 'boolean' } }, example: { nullable: true } },
    });
    expect(await problemsByRule(nullableIsNotUsed, document)).toEqual([]);
  });
});

describe('patternsCompile', () => {
  it('reports patterns of values and of names, with the reason', async () => {
    const document = `openapi: 3.1.0
info: {title: Widgets, version: '1'}
components:
  schemas:
    Answer:
      pattern: '['
      patternProperties:
        'a(': {}
`;
    expect(await problemsByRule(patternsCompile, document)).toEqual([
      'contract.yaml:6:7 error patterns-compile: the pattern [ is no regular expression: Unterminated character class',
      'contract.yaml:8:9 error patterns-compile: the pattern a( is no regular expression: Unterminated group',
    ]);
  });

  it('notes what is allowed in plain mode only', async () => {
    const [problem] = await problemsByRule(patternsCompile, documentWithSchemas({ Answer: { pattern: '\\-' } }));
    expect(problem).toContain(
      'warning patterns-compile: the pattern \\- is no regular expression in Unicode mode: texts are held against it in plain mode',
    );
  });

  it('accepts patterns of ECMA-262, and anything in a member of that name', async () => {
    const Answer = { pattern: '^\\p{Lu}+$', properties: { pattern: { const: '[' } } };
    expect(await problemsByRule(patternsCompile, documentWithSchemas({ Answer }))).toEqual([]);
  });
});

describe('referencesLeadSomewhere', () => {
  it('reports references to nothing, to themselves and in a circle', async () => {
    const document = `openapi: 3.1.0
info: {title: Widgets, version: '1'}
components:
  schemas:
    Answer: {$ref: '#/components/schemas/Gone'}
    Self: {$ref: '#/components/schemas/Self'}
    One: {$ref: '#/components/schemas/Two'}
    Two: {$ref: '#/components/schemas/One'}
`;
    expect(await problemsByRule(referencesLeadSomewhere, document)).toEqual([
      'contract.yaml:5:14 error references-lead-somewhere: the reference #/components/schemas/Gone leads nowhere, or only to itself',
      'contract.yaml:6:12 error references-lead-somewhere: the reference #/components/schemas/Self leads nowhere, or only to itself',
      'contract.yaml:7:11 error references-lead-somewhere: the reference #/components/schemas/Two leads nowhere, or only to itself',
      'contract.yaml:8:11 error references-lead-somewhere: the reference #/components/schemas/One leads nowhere, or only to itself',
    ]);
  });

  it('accepts pointers, anchors, schemas that contain themselves, and what only looks like a reference', async () => {
    const document = documentWithSchemas({
      Answer: { properties: { next: { $ref: '#/components/schemas/Answer' }, part: { $ref: '#part' } } },
      Part: { $anchor: 'part', example: { $ref: '#/nowhere' }, properties: { $ref: { type: 'string' } } },
    });
    expect(await problemsByRule(referencesLeadSomewhere, document)).toEqual([]);
  });
});

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
    Answer: {type: object, minLength: many}
`;
    expect(await problemsByRule(schemasCompile, document)).toEqual([
      'contract.yaml:13:5 warning schemas-compile: the schema cannot be used, so nothing is held against it: minLength value must be ["number"]',
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
