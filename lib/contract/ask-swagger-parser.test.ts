import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../core/json.ts';
import { askSwaggerParser } from './ask-swagger-parser.ts';
import { smallDocument } from '../../tests/support/test-contract.ts';

/** The makers make plain JSON. */
const document = (members: object): JsonObject => smallDocument(members) as JsonObject;

describe('askSwaggerParser', () => {
  it('has nothing against a valid document of a later patch version, and leaves it as it is', async () => {
    const valid = document({
      openapi: '3.1.9',
      components: { schemas: { Answer: { $ref: '#/components/schemas/Other' }, Other: {} } },
    });
    const before = structuredClone(valid);
    expect(await askSwaggerParser(valid)).toBeUndefined();
    expect(valid).toEqual(before);
  });

  it('says what it has against a document in one line', async () => {
    const broken = document({ components: { schemas: { Answer: { $ref: '#/components/schemas/Gone' } } } });
    expect(await askSwaggerParser(broken)).toMatch(/^swagger-parser: [^\n]*Gone/);
  });

  it('is overruled where only its old schema objects', async () => {
    expect(await askSwaggerParser(document({ extra: 1 }))).toBeUndefined();
  });

  it('is ended when it takes too long', async () => {
    expect(await askSwaggerParser(document({}), 0)).toBe('swagger-parser: took longer than 0 ms and was ended');
  });
});
