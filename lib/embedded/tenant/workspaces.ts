import { z } from 'zod';
import {
  answer,
  refuse,
  refuseUnauthenticated,
  type Access,
  type ApiAnswer,
  type ApiRequest,
  type Route,
} from '../http.ts';
import { isUuid, validateBody } from '../validate.ts';
import type { Tenant, Workspace, World } from '../world.ts';
import { secretKey, storeSecret } from './secrets.ts';
import { readTemplateConfig } from './templates.ts';
import { createTenantRoute, findWorkspace } from './tenant-route.ts';
import { addWorkspace, removeWorkspace, showWorkspace } from './workspace-record.ts';

const createWorkspaceRequest = z.object({
  name: z.string(),
  role: z.string().optional(),
  template: z.string().optional(),
  tier: z.int().optional(),
  model: z.string().optional(),
  llm_provider: z.string().optional(),
  runtime: z.string().optional(),
  external: z.boolean().optional(),
  url: z.string().optional(),
  delivery_mode: z.enum(['push', 'poll']).optional(),
  workspace_dir: z.string().optional(),
  workspace_access: z.enum(['none', 'read_only', 'read_write']).optional(),
  parent_id: z.string().refine(isUuid, 'not a workspace id').nullish(),
  budget_limit: z.int().nullish(),
  secrets: z.record(secretKey, z.string()).optional(),
  max_concurrent_tasks: z.int().optional(),
});

type CreateWorkspaceRequest = z.infer<typeof createWorkspaceRequest>;

/** List, create, read and delete workspaces. Reading one is open to everybody. */
export function createWorkspaceRoutes(world: World): readonly Route[] {
  const all = { path: '/workspaces', access: 'tenant-admin-or-session' } as const;
  const path = '/workspaces/{id}';
  return [
    createTenantRoute(world, { operationId: 'tenantListWorkspaces', method: 'GET', ...all }, (tenant) =>
      answer(
        200,
        [...tenant.workspaces.values()].map((workspace) => showWorkspace(workspace, world.nowMs())),
      ),
    ),
    createTenantRoute(world, { operationId: 'tenantCreateWorkspace', method: 'POST', ...all }, (tenant, request) =>
      createWorkspace(world, tenant, request),
    ),
    createTenantRoute(
      world,
      { operationId: 'tenantGetWorkspace', method: 'GET', path, access: 'open' },
      (tenant, request) => {
        const workspace = findWorkspace(tenant, request);
        if (workspace === undefined) return refuse(404, 'no such workspace');
        return answer(200, showWorkspace(workspace, world.nowMs()));
      },
    ),
    createTenantRoute(
      world,
      { operationId: 'tenantDeleteWorkspace', method: 'DELETE', path, access: 'tenant-admin' },
      deleteWorkspace,
    ),
  ];
}

function createWorkspace(world: World, tenant: Tenant, request: ApiRequest): ApiAnswer {
  const parsed = validateBody(request.body, createWorkspaceRequest);
  if (!parsed.ok) return parsed.refusal;
  const wanted = parsed.value;
  // No 404 is declared here: an unknown template or parent makes the body wrong.
  if (isMissing(tenant.workspaces, wanted.parent_id)) return refuse(400, 'no such parent');
  if (isMissing(tenant.templates, wanted.template)) return refuse(400, 'no such template');
  return answer(201, showWorkspace(storeWorkspace(world, tenant, wanted), world.nowMs()));
}

function isMissing(all: ReadonlyMap<string, unknown>, id: string | null | undefined): boolean {
  return typeof id === 'string' && !all.has(id);
}

/** Stores a workspace. Members that the request leaves out come from its template. */
function storeWorkspace(world: World, tenant: Tenant, wanted: CreateWorkspaceRequest): Workspace {
  const template = tenant.templates.get(wanted.template ?? '');
  const workspace = addWorkspace(world, tenant, {
    ...(template === undefined ? {} : readTemplateConfig(template)),
    ...wanted,
    parentId: wanted.parent_id,
    monthlyLimit: wanted.budget_limit,
    isExternal: wanted.external,
  });
  for (const [key, value] of Object.entries(wanted.secrets ?? {})) {
    storeSecret(workspace.secrets, { key, value }, world.nowMs());
  }
  return workspace;
}

function deleteWorkspace(tenant: Tenant, request: ApiRequest): ApiAnswer {
  const workspace = findWorkspace(tenant, request);
  if (workspace === undefined) return refuse(404, 'no such workspace');
  return answer(200, { status: 'removed', cascade_deleted: removeWorkspace(tenant, workspace.id) });
}

const ACCESS: Access = 'tenant-admin-or-workspace';

/** Restart, pause and resume a workspace: by its tenant's admin, or by the workspace itself. */
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

/** Changes a workspace. Neither 404 nor 400 is declared, so an unknown id is a 401, as it is for any workspace token. */
function changeWorkspace(tenant: Tenant, request: ApiRequest, change: (workspace: Workspace) => void): ApiAnswer {
  const workspace = findWorkspace(tenant, request);
  if (workspace === undefined) return refuseUnauthenticated(ACCESS);
  change(workspace);
  return answer(200);
}
