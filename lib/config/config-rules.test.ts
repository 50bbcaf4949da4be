import { describe, expect, it } from 'vitest';
import { findMisspelt } from './config-rules.ts';
import { VARIABLE_NAMES } from './variables.ts';

describe('a name that nothing reads', () => {
  it.each([
    ['ORG_SLUGG', 'ORG_SLUG'],
    ['CP_BASEURL', 'CP_BASE_URL'],
    ['cp_admin_bearer', 'CP_ADMIN_BEARER'],
    ['OWNER_SESION', 'OWNER_SESSION'],
  ])('is taken for a slip where it is near to one that is read: %s', (name, meant) => {
    expect(findMisspelt([name])).toEqual([{ name, meant }]);
  });

  it.each(['PATH', 'HOME', 'DATABASE_URL', 'AWS_REGION'])("is somebody else's otherwise: %s", (name) => {
    expect(findMisspelt([name])).toEqual([]);
  });

  it('is never one of the variables', () => {
    expect(findMisspelt(VARIABLE_NAMES)).toEqual([]);
  });
});
