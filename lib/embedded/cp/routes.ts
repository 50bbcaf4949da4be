import { answer, type Route } from '../http.ts';
import type { ControlPlaneWorld } from '../world.ts';
import { createAdminRoutes } from './admin.ts';
import { createBillingRoutes } from './billing.ts';
import { createOrgRoutes } from './orgs.ts';
import { createProvisionRoutes } from './provision.ts';

/** Every operation of the control plane, under its canonical path, and its health. */
export function createControlPlaneRoutes(world: ControlPlaneWorld): readonly Route[] {
  return [
    ...createOrgRoutes(world),
    ...createBillingRoutes(world),
    ...createAdminRoutes(world),
    ...createProvisionRoutes(world),
    {
      operationId: 'health',
      service: 'cp',
      method: 'GET',
      path: '/health',
      access: 'open',
      handle: () => answer(200, { status: 'ok' }),
    },
  ];
}
