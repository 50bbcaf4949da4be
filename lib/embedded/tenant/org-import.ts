import { z } from 'zod';
import { answer, refuse, type ApiAnswer, type ApiRequest, type Route } from '../http.ts';
import { validateBody } from '../validate.ts';
import type { Tenant, Workspace, World } from '../world.ts';
import { createTenantRoute } from './tenant-route.ts';
import { addWorkspace } from './workspace-record.ts';

const importedWorkspace = z.object({
  name: z.string(),
  role: z.string().nullish(),
  tier: z.int().optional(),
  runtime: z.string().optional(),
});

const orgImportRequest = z.object({
  dir: z.string().default(''),
  template: z.object({ name: z.string().default(''), workspaces: z.array(importedWorkspace).optional() }).optional(),
  mode: z.enum(['', 'merge', 'reconcile']).default('merge'),
});

type ImportedWorkspace = z.infer<typeof importedWorkspace>;

interface ImportedOrg {
  readonly name: string;
  readonly workspaces?: readonly ImportedWorkspace[] | undefined;
}

/** Sets up the workspaces of an org from a template: one of the tenant's own, by folder, or one in the body. */
export function createOrgImportRoutes(world: World): readonly Route[] {
  const facts = {
    operationId: 'tenantOrgImport',
    method: 'POST',
    path: '/org/import',
    access: 'tenant-admin',
  } as const;
  return [createTenantRoute(world, facts, (tenant, request) => importOrg(world, tenant, request))];
}

/** Imports an org. An empty `mode` merges; an empty `dir` counts as absent; `dir` wins over `template`. */
function importOrg(world: World, tenant: Tenant, request: ApiRequest): ApiAnswer {
  const parsed = validateBody(request.body, orgImportRequest);
  if (!parsed.ok) return parsed.refusal;
  const { dir, template, mode } = parsed.value;
  if (dir === '' && template === undefined) return refuse(400, 'one of dir and template is required');
  const imported = dir === '' ? template : readOrgTemplate(tenant, dir);
  if (imported === undefined) return refuse(404, 'no such org template');
  // Otherwise a template without workspaces would remove all there are.
  if (mode === 'reconcile' && imported.workspaces === undefined) return refuse(400, 'reconcile needs the workspaces');
  const named = mergeWorkspaces(world, tenant, imported.workspaces ?? []);
  if (mode === 'reconcile') removeAllBut(tenant, named);
  const workspaces = [...named].map(({ id, name, tier }) => ({ id, name, tier }));
  return answer(200, { org: imported.name, count: workspaces.length, workspaces });
}

function readOrgTemplate(tenant: Tenant, dir: string): ImportedOrg | undefined {
  const template = tenant.orgTemplates.get(dir);
  return template && { name: template.name, workspaces: template.workspaces.map((name) => ({ name })) };
}

/** Creates the missing workspaces and updates the others, which are known by their names. */
function mergeWorkspaces(world: World, tenant: Tenant, wanted: readonly ImportedWorkspace[]): ReadonlySet<Workspace> {
  return new Set(
    wanted.map(({ name, role, tier, runtime }) => {
      const found = [...tenant.workspaces.values()].find((workspace) => workspace.name === name);
      if (found === undefined) return addWorkspace(world, tenant, { name, role, tier, runtime });
      found.role = role ?? found.role;
      found.tier = tier ?? found.tier;
      found.runtime = runtime ?? found.runtime;
      return found;
    }),
  );
}

/** Removes all other workspaces. A kept one whose parent is removed has no parent then. */
function removeAllBut(tenant: Tenant, kept: ReadonlySet<Workspace>): void {
  for (const workspace of tenant.workspaces.values()) {
    if (!kept.has(workspace)) tenant.workspaces.delete(workspace.id);
  }
  for (const workspace of kept) {
    if (!tenant.workspaces.has(workspace.parentId ?? '')) workspace.parentId = null;
  }
}
