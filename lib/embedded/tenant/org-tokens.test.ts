import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonValue } from '../../core/json.ts';
import { createTestTenant, UNKNOWN_ID, type TestTenant } from '../../../tests/support/test-tenant.ts';

describe('org API keys', () => {
  let tenant: TestTenant;

  beforeEach(() => {
    tenant = createTestTenant();
  });

  const mint = (body?: JsonValue) => tenant.call('tenantCreateOrgToken', body === undefined ? {} : { body });
  const list = async () => (await tenant.call('tenantListOrgTokens')).body;
  const revoke = (id: string) => tenant.call('tenantRevokeOrgToken', { params: { id } });
  const onlyToken = () => {
    const [token] = tenant.org.tenant.orgTokens.values();
    if (token === undefined) throw new Error('nothing was minted');
    return token;
  };

  it('are shown once, and can be told apart afterwards', async () => {
    const minted = await mint({ name: 'ci' });
    const { id, secret } = onlyToken();
    const prefix = secret.slice(0, 12);
    expect(minted).toEqual({
      status: 200,
      headers: { 'Cache-Control': 'no-store' },
      body: { id, prefix, name: 'ci', auth_token: secret, warning: 'Keep this key now: it is not shown again.' },
    });
    const listed = { id, prefix, name: 'ci', created_at: '2030-01-01T00:00:00.000Z' };
    expect(await list()).toEqual({ tokens: [listed], count: 1 });
    expect(secret.length).toBeGreaterThan(3 * prefix.length);
  });

  it('open the tenant until they are revoked, which works once', async () => {
    await mint();
    const { id, secret } = onlyToken();
    const use = async () => (await tenant.call('tenantListWorkspaces', { bearer: secret })).status;
    expect(await use()).toBe(200);
    expect(await revoke(id)).toEqual({ status: 200, body: { revoked: id } });
    expect(await use()).toBe(401);
    expect(await list()).toEqual({ tokens: [], count: 0 });
    expect([(await revoke(id)).status, (await revoke(UNKNOWN_ID)).status]).toEqual([404, 404]);
  });

  it('have names of up to 100 characters, whatever the characters', async () => {
    const statusOf = async (body: JsonValue) => (await mint(body)).status;
    expect(await statusOf({ name: '🔑'.repeat(100) })).toBe(200);
    expect(await statusOf({ name: 'n'.repeat(101) })).toBe(400);
    expect(await statusOf({ name: null })).toBe(400);
    expect(await statusOf(null)).toBe(400);
    expect((await tenant.call('tenantCreateOrgToken', { malformed: true })).status).toBe(400);
  });
});
