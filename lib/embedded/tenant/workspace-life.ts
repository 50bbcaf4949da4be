import { answer, type Access, type ApiAnswer, type ApiRequest, type Route } from '../http.ts';
import { refuseUnauthenticated } from '../refuse-unauthenticated.ts';
import type { Tenant, Workspace, World } from '../world.ts';
import { createTenantRoute, findWorkspace } from './tenant-route.ts';

const ACCESS: Access = 'tenant-admin-or-workspace';

/** Restart, pause and resume of one workspace, by its tenant's admin or by itself. */
export function createWorkspaceLifeRoutes(world: World): readonly Route[] {
  const route = (operationId: string, action: string, change: (workspace: Workspace) => void): Route =>
    createTenantRoute(
      world,
      { operationId, method: 'POST', path: `/workspaces/{id}/${action}`, access: ACCESS },
      (tenant, request) => changeWorkspace(tenant, request, change),
    );
  return [
    route('tenantRestartWorkspace', 'restart', (workspace) => {
      workspace.status = 'online';
      workspace.restarts += 1;
    }),
    route('tenantPauseWorkspace', 'pause', (workspace) => {
      workspace.status = 'paused';
    }),
    route('tenantResumeWorkspace', 'resume', (workspace) => {
      workspace.status = 'online';
    }),
  ];
}

/**
 * Neither a 404 nor a 400 is declared here, so an unknown id is answered as it is to a workspace token, which no workspace
 * of that id can have issued.
 */
function changeWorkspace(tenant: Tenant, request: ApiRequest, change: (workspace: Workspace) => void): ApiAnswer {
  const workspace = findWorkspace(tenant, request);
  if (workspace === undefined) return refuseUnauthenticated(ACCESS);
  change(workspace);
  return answer(200);
}
