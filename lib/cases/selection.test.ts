import { describe, expect, it } from 'vitest';
import type { Operation } from '../contract/contract.ts';
import { idleOnly, matchesOperation } from './selection.ts';

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

  it('names the patterns that select nothing, and what is near them', () => {
    expect(idleOnly(['getOrg', 'cp-*', '* /api/v1/*'], [operation])).toEqual([]);
    expect(idleOnly(['getOrg', 'getOgr', 'x*'], [operation])).toEqual([
      { pattern: 'getOgr', near: expect.arrayContaining(['getOrg']) as string[] },
      { pattern: 'x*', near: expect.any(Array) as string[] },
    ]);
  });

  it('selects everything when nothing is asked for', () => {
    expect(matchesOperation([], operation)).toBe(true);
  });
});
