import { describe, expect, it } from 'vitest';
import { documentWithSchemas, problemsByRule } from '../../../tests/support/test-contract.ts';
import { formatsAreKnown } from './formats-are-known.ts';

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
