import { describe, expect, it } from 'vitest';
import { problemsByRule, smallDocument } from '../../../tests/support/test-contract.ts';
import { securitySchemesAreDefined } from './security-schemes-are-defined.ts';

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
