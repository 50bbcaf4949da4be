import { describe, expect, it } from 'vitest';
import { documentWithSchemas, problemsByRule } from '../../../tests/support/test-contract.ts';
import { nullableIsNotUsed } from './nullable-is-not-used.ts';

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
