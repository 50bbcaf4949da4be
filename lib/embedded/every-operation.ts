import { createControlPlaneRoutes } from './cp/routes.ts';
import { createSeededWorld } from './seed-world.ts';
import { createTenantRoutes } from './tenant/routes.ts';

const { world } = createSeededWorld({ seed: 'operations', speed: 1, nowMs: () => 0, tenantUrl: (slug) => slug });

/** The operations of both services, for faults that show everywhere. Health is not part of the contract. */
export const EVERY_OPERATION: readonly string[] = [...createControlPlaneRoutes(world), ...createTenantRoutes(world)]
  .map(({ operationId }) => operationId)
  .filter((operationId) => operationId !== 'health');
