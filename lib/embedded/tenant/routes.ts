import type { Route } from '../http.ts';
import type { World } from '../world.ts';
import { createBillingModeRoutes } from './billing-mode.ts';
import { createBudgetRoutes } from './budgets.ts';
import { createBundleRoutes } from './bundles.ts';
import { createGlobalSecretRoutes } from './global-secrets.ts';
import { createOrgImportRoutes } from './org-import.ts';
import { createOrgTokenRoutes } from './org-tokens.ts';
import { createTemplateRoutes } from './templates.ts';
import { createWorkspaceLifeRoutes } from './workspace-life.ts';
import { createWorkspaceSecretRoutes } from './workspace-secrets.ts';
import { createWorkspaceRoutes } from './workspaces.ts';

/** Every operation of a tenant's server. */
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
