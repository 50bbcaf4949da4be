import { describe, expect, it } from 'vitest';
import { casesOf } from '../../tests/support/test-plan.ts';

const get = {
  operationId: 'listWidgets',
  tags: ['tenant'],
  security: [{ samlAssertion: [] }, { cpAdminBearer: [], hardwareKey: [] }],
  responses: { 200: { description: 'The widgets.' }, 401: { description: 'Refused.' } },
};
const document = {
  servers: [{ url: 'https://{slug}.example.invalid' }],
  paths: { '/widgets': { get } },
  components: {
    securitySchemes: {
      samlAssertion: { type: 'apiKey', in: 'header', name: 'X-Saml' },
      hardwareKey: { type: 'apiKey', in: 'header', name: 'X-Hardware-Key' },
      cpAdminBearer: { type: 'http', scheme: 'bearer' },
    },
  },
};

describe('an operation that asks for a credential which nobody knows', () => {
  it('is refused to everybody, and what its success is stays open', async () => {
    const cases = await casesOf(document);
    const withheld = cases.filter((testCase) => testCase.withheld !== undefined);
    expect(new Set(withheld.map(({ family }) => family))).toEqual(new Set(['conformance', 'routing', 'ways-around']));
    for (const testCase of withheld)
      expect(testCase.withheld).toEqual({
        gap: 'gap.credential-unproven',
        reason:
          'no credential that a run knows satisfies the security of listWidgets: samlAssertion or cpAdminBearer with hardwareKey',
      });
    const sent = cases.filter((testCase) => testCase.withheld === undefined);
    expect(sent.flatMap(({ steps }) => steps.map(({ expectation }) => expectation.kind))).not.toContain('success');
  });
});
