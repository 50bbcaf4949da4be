import { describe, expect, it } from 'vitest';
import { createTestTenant, UNKNOWN_ID } from '../../../tests/support/test-tenant.ts';

describe('the calls outside the contract', () => {
  it('mint a token that opens its own workspace only', async () => {
    const tenant = createTestTenant();
    const [own, other] = [tenant.addWorkspace({ name: 'own' }), tenant.addWorkspace({ name: 'other' })];
    const minted = await tenant.call('mintWorkspaceToken', { params: { id: own } });
    const [token] = tenant.org.tenant.workspaces.get(own)?.tokens.values() ?? [];
    expect(minted).toEqual({
      status: 201,
      headers: { 'Cache-Control': 'no-store' },
      body: { auth_token: token?.secret, id: token?.id },
    });
    const statusOf = async (operationId: string, id: string) =>
      (await tenant.call(operationId, { params: { id }, bearer: token?.secret ?? null })).status;
    expect(await statusOf('tenantPauseWorkspace', own)).toBe(200);
    expect(await statusOf('tenantPauseWorkspace', other)).toBe(401);
    expect(await statusOf('tenantPatchBudget', own)).toBe(401);
    expect((await tenant.call('mintWorkspaceToken', { params: { id: UNKNOWN_ID } })).status).toBe(404);
  });

  it('say that the tenant is up', async () => {
    expect(await createTestTenant().call('health', { bearer: null })).toEqual({ status: 200, body: { status: 'ok' } });
  });
});
