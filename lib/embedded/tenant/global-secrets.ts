import { answer, type ApiRequest, type Route } from '../http.ts';
import type { Tenant, World } from '../world.ts';
import { deleteSecret, setSecret, showSecrets } from './stored-secrets.ts';
import { createTenantRoute } from './tenant-route.ts';

/** The secrets that every workspace of the org gets. Values go in and never come out. */
export function createGlobalSecretRoutes(world: World): readonly Route[] {
  const all = { path: '/settings/secrets', access: 'tenant-admin' } as const;
  const one = { path: '/settings/secrets/{key}', access: 'tenant-admin' } as const;
  const set = (tenant: Tenant, request: ApiRequest) => setSecret(tenant.globalSecrets, request, world.nowMs());
  return [
    createTenantRoute(world, { operationId: 'tenantListGlobalSecrets', method: 'GET', ...all }, (tenant) =>
      answer(200, showSecrets(tenant.globalSecrets, 'global')),
    ),
    createTenantRoute(world, { operationId: 'tenantSetGlobalSecret', method: 'POST', ...all }, set),
    createTenantRoute(world, { operationId: 'tenantPutGlobalSecret', method: 'PUT', ...all }, set),
    createTenantRoute(world, { operationId: 'tenantDeleteGlobalSecret', method: 'DELETE', ...one }, (tenant, request) =>
      deleteSecret(tenant.globalSecrets, request),
    ),
  ];
}
