import { answer, type Access, type ApiRequest, type Route } from '../http.ts';
import { refuseUnauthenticated } from '../refuse-unauthenticated.ts';
import type { Tenant, World } from '../world.ts';
import { deleteSecret, setSecret, showSecrets } from './stored-secrets.ts';
import { createTenantRoute, findWorkspace } from './tenant-route.ts';

const ACCESS: Access = 'tenant-admin-or-workspace';

/** The secrets of one workspace. Values go in and never come out. */
export function createWorkspaceSecretRoutes(world: World): readonly Route[] {
  const all = { path: '/workspaces/{id}/secrets', access: ACCESS };
  const set = (tenant: Tenant, request: ApiRequest) =>
    setSecret(findWorkspace(tenant, request)?.secrets, request, world.nowMs());
  return [
    createTenantRoute(
      world,
      { operationId: 'tenantListWorkspaceSecrets', method: 'GET', ...all },
      (tenant, request) => {
        const workspace = findWorkspace(tenant, request);
        // Only a 401 is declared here: no credential opens a workspace that does not exist.
        if (workspace === undefined) return refuseUnauthenticated(ACCESS);
        return answer(200, showSecrets(workspace.secrets, 'workspace'));
      },
    ),
    createTenantRoute(world, { operationId: 'tenantSetWorkspaceSecret', method: 'POST', ...all }, set),
    createTenantRoute(world, { operationId: 'tenantPutWorkspaceSecret', method: 'PUT', ...all }, set),
    createTenantRoute(
      world,
      {
        operationId: 'tenantDeleteWorkspaceSecret',
        method: 'DELETE',
        path: '/workspaces/{id}/secrets/{key}',
        access: ACCESS,
      },
      (tenant, request) => deleteSecret(findWorkspace(tenant, request)?.secrets, request),
    ),
  ];
}
