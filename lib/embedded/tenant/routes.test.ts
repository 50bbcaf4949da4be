import { describe, expect, it } from 'vitest';
import { createTestTenant, UNKNOWN_ID } from '../../../tests/support/test-tenant.ts';
import { createTenantRoutes } from './routes.ts';

describe('the routes of a tenant', () => {
  const tenant = createTestTenant();
  const routes = createTenantRoutes(tenant.world);

  it('are 28 operations, each on a method and path of its own', () => {
    expect(new Set(routes.map(({ operationId }) => operationId)).size).toBe(28);
    expect(new Set(routes.map(({ method, path }) => `${method} ${path}`)).size).toBe(28);
  });

  it('are closed without a credential, but for reading one workspace', async () => {
    const statuses = await Promise.all(
      routes.map(async ({ operationId }) => [operationId, (await tenant.call(operationId, { bearer: null })).status]),
    );
    expect(statuses.filter(([, status]) => status !== 401)).toEqual([['tenantGetWorkspace', 404]]);
  });
});

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
