import { z } from 'zod';
import { answer, refuse, type ApiAnswer, type ApiRequest, type Route } from '../http.ts';
import { validateBody } from '../validate.ts';
import type { Tenant, World } from '../world.ts';
import { createTenantRoute, findWorkspace } from './tenant-route.ts';
import { addWorkspace, statusOf } from './workspace-record.ts';

const SCHEMA = 'molecule.bundle/v1';

/** Only `name` is required: a bundle may hold anything else, and members of the wrong type are ignored. */
const bundleImportRequest = z.object({
  name: z.string(),
  role: z.string().optional().catch(undefined),
  tier: z.int().optional().catch(undefined),
  runtime: z.string().optional().catch(undefined),
  model: z.string().optional().catch(undefined),
});

/** Bundles are exported workspaces, without their secrets. */
export function createBundleRoutes(world: World): readonly Route[] {
  const access = 'tenant-admin';
  return [
    createTenantRoute(
      world,
      { operationId: 'tenantExportBundle', method: 'GET', path: '/bundles/export/{id}', access },
      exportBundle,
    ),
    createTenantRoute(
      world,
      { operationId: 'tenantImportBundle', method: 'POST', path: '/bundles/import', access },
      (tenant, request) => importBundle(world, tenant, request),
    ),
  ];
}

function exportBundle(tenant: Tenant, request: ApiRequest): ApiAnswer {
  const workspace = findWorkspace(tenant, request);
  if (workspace === undefined) return refuse(404, 'no such workspace');
  const { id, name, role, tier, runtime, model } = workspace;
  return answer(200, { schema: SCHEMA, id, name, role, tier, runtime, model, skills: [] });
}

/** Creates a new workspace from a bundle. The id of the exported one is not used. */
function importBundle(world: World, tenant: Tenant, request: ApiRequest): ApiAnswer {
  const parsed = validateBody(request.body, bundleImportRequest);
  if (!parsed.ok) return parsed.refusal;
  const workspace = addWorkspace(world, tenant, parsed.value);
  const status = statusOf(workspace, world.nowMs());
  return answer(201, { workspace_id: workspace.id, name: workspace.name, status });
}
