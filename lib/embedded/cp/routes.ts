import { answer, type Route } from '../http.ts';
import { createAdminOrgRoutes } from './admin-orgs.ts';
import { createAdminPinRoutes } from './admin-pins.ts';
import { createAdminTenantRoutes } from './admin-tenants.ts';
import { createAdminWorkspaceRoutes } from './admin-workspaces.ts';
import { createBillingRoutes } from './billing.ts';
import type { ControlPlaneWorld } from './control-plane-world.ts';
import { createOrgRoutes } from './orgs.ts';
import { createProvisionRoutes } from './provision.ts';

/** Every operation of the control plane, under its canonical path, and its health. */
export function createControlPlaneRoutes(world: ControlPlaneWorld): readonly Route[] {
  return [
    ...createOrgRoutes(world),
    ...createBillingRoutes(world),
    ...createAdminOrgRoutes(world),
    ...createAdminTenantRoutes(world),
    ...createAdminWorkspaceRoutes(world),
    ...createAdminPinRoutes(world),
    ...createProvisionRoutes(world),
    createHealthRoute(),
  ];
}

/** Liveness of the control plane: open, and asked before anything else works. */
function createHealthRoute(): Route {
  const handle = () => answer(200, { status: 'ok' });
  return { operationId: 'health', service: 'cp', method: 'GET', path: '/health', access: 'open', handle };
}
