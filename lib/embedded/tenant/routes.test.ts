import { describe, expect, it } from 'vitest';
import { createTestTenant } from '../../../tests/support/test-tenant.ts';
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
