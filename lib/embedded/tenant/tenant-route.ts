import type { ApiAnswer, ApiRequest, Route } from '../http.ts';
import type { Tenant, Workspace, World } from '../world.ts';

type TenantHandler = (tenant: Tenant, request: ApiRequest) => ApiAnswer;

/** Creates a route of the tenant's server. Its handler gets the tenant that is addressed. */
export function createTenantRoute(
  world: World,
  facts: Omit<Route, 'service' | 'handle'>,
  handle: TenantHandler,
): Route {
  return { ...facts, service: 'tenant', handle: (request) => handle(findTenant(world, request), request) };
}

/** Finds the workspace that the path names. */
export function findWorkspace(tenant: Tenant, request: ApiRequest): Workspace | undefined {
  return tenant.workspaces.get(request.params.id ?? '');
}

function findTenant(world: World, request: ApiRequest): Tenant {
  const org = world.orgs.get(request.tenantOrgId ?? '');
  if (org === undefined) throw new Error(`${request.path} was routed to a tenant that is not there`);
  return org.tenant;
}
