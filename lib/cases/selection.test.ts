import { describe, expect, it } from 'vitest';
import type { Operation } from '../contract/contract.ts';
import { matchesOperation } from './selection.ts';

const operation: Operation = {
  id: 'getOrg',
  method: 'GET',
  path: '/api/v1/orgs/{slug}',
  tag: 'cp-orgs',
  service: 'cp',
  summary: '',
  deprecated: false,
  security: [],
  securityPointer: '',
  parameters: [],
  responses: [],
  pointer: '',
};

describe('matchesOperation', () => {
  it.each([
    'getOrg',
    'GETORG',
    'cp-orgs',
    'GET /api/v1/orgs/{slug}',
    '/api/v1/orgs/{slug}',
    'get*',
    '* /api/v1/orgs*',
    'cp-*',
  ])('selects by %s', (pattern) => {
    expect(matchesOperation([pattern], operation)).toBe(true);
  });

  it.each(['getOrgs', 'Org', 'cp', 'POST /api/v1/orgs/{slug}', '/api/v1/orgs', 'get.*'])(
    'does not select by %s',
    (pattern) => {
      expect(matchesOperation([pattern], operation)).toBe(false);
    },
  );

  it('selects everything when nothing is asked for', () => {
    expect(matchesOperation([], operation)).toBe(true);
  });
});
