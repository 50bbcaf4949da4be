import { answer, refuse, type ApiAnswer, type ApiRequest, type Route } from '../http.ts';
import type { Tenant, World } from '../world.ts';
import { createTenantRoute, findWorkspace } from './tenant-route.ts';

/** Calls that a tenant's server answers although the contract does not name them: runs are set up with their help. */
export function createTenantFixtureRoutes(world: World): readonly Route[] {
  return [
    createTenantRoute(
      world,
      { operationId: 'mintWorkspaceToken', method: 'POST', path: '/workspaces/{id}/tokens', access: 'tenant-admin' },
      (tenant, request) => mintToken(world, tenant, request),
    ),
    createTenantRoute(world, { operationId: 'health', method: 'GET', path: '/health', access: 'open' }, () =>
      answer(200, { status: 'ok' }),
    ),
  ];
}

function mintToken(world: World, tenant: Tenant, request: ApiRequest): ApiAnswer {
  const workspace = findWorkspace(tenant, request);
  if (workspace === undefined) return refuse(404, 'no such workspace');
  const token = { id: world.uuid(), secret: world.secret('mwt'), revoked: false };
  workspace.tokens.set(token.id, token);
  return answer(201, { auth_token: token.secret, id: token.id }, { 'Cache-Control': 'no-store' });
}
