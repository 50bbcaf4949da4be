import { answer, refuse, type ApiAnswer, type ApiRequest, type Route } from '../http.ts';
import type { Tenant, World } from '../world.ts';
import { createBillingModeRoutes } from './billing-mode.ts';
import { createBudgetRoutes } from './budgets.ts';
import { createBundleRoutes } from './bundles.ts';
import { createOrgImportRoutes } from './org-import.ts';
import { createOrgTokenRoutes } from './org-tokens.ts';
import { createGlobalSecretRoutes, createWorkspaceSecretRoutes } from './secrets.ts';
import { createTemplateRoutes } from './templates.ts';
import { createTenantRoute, findWorkspace } from './tenant-route.ts';
import { createWorkspaceLifeRoutes, createWorkspaceRoutes } from './workspaces.ts';

/** The operations of a tenant's server. */
export function createTenantRoutes(world: World): readonly Route[] {
  return [
    ...createWorkspaceRoutes(world),
    ...createWorkspaceLifeRoutes(world),
    ...createBudgetRoutes(world),
    ...createBillingModeRoutes(world),
    ...createWorkspaceSecretRoutes(world),
    ...createGlobalSecretRoutes(world),
    ...createOrgTokenRoutes(world),
    ...createOrgImportRoutes(world),
    ...createTemplateRoutes(world),
    ...createBundleRoutes(world),
  ];
}

/** Calls outside the contract that a tenant's server answers: runs need them for their set-up. */
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
