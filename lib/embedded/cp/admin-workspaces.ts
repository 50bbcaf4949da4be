import { z } from 'zod';
import { answer, refuse, type ApiAnswer, type ApiRequest, type Route } from '../http.ts';
import { findOrgBySlug } from '../routing-guard.ts';
import { showBillingMode } from '../tenant/billing-mode.ts';
import { isUuid, SLUG_PATTERN, validateBody } from '../validate.ts';
import type { Org, Workspace } from '../world.ts';
import { createAdminRoute, refuseUnlessRunning } from './admin-route.ts';
import type { ControlPlaneWorld } from './control-plane-world.ts';
import { findWorkspace } from './find-workspace.ts';
import { instanceIdOf } from './instance-record.ts';

const updateWorkspaceEnvRequest = z.object({
  env: z.record(z.string(), z.string()),
  merge: z.boolean().default(true),
  force: z.boolean().default(false),
});

const putBillingModeRequest = z.object({ mode: z.enum(['platform_managed', 'byok', 'disabled']).nullable() });

const SECRET_LOOKING_KEY = /TOKEN|SECRET|KEY|PASSWORD/i;

/** What the operator does to one workspace through the control plane. */
export function createAdminWorkspaceRoutes(world: ControlPlaneWorld): readonly Route[] {
  const billingPath = 'workspaces/{id}/llm-billing-mode';
  return [
    createAdminRoute('adminUpdateWorkspaceEnv', 'POST', 'workspaces/{id}/env', (request) => updateEnv(world, request)),
    createAdminRoute('adminGetWorkspaceBillingMode', 'GET', billingPath, (request) => {
      const query = validateBillingQuery(request);
      if (!query.ok) return query.refusal;
      return forWorkspace(world, request, query.slug, (workspace) => answer(200, showBillingMode(workspace)));
    }),
    createAdminRoute('adminPutWorkspaceBillingMode', 'PUT', billingPath, (request) => putBillingMode(world, request)),
  ];
}

/** Keys that look like secrets need `force`. Values are stored and never come back, not even in a refusal. */
function updateEnv(world: ControlPlaneWorld, request: ApiRequest): ApiAnswer {
  const id = request.params.id ?? '';
  if (!isUuid(id)) return refuse(400, 'not a workspace id');
  const wanted = validateBody(request.body, updateWorkspaceEnvRequest);
  if (!wanted.ok) return wanted.refusal;
  const { env, merge, force } = wanted.value;
  const guarded = Object.keys(env).filter((key) => SECRET_LOOKING_KEY.test(key));
  if (guarded.length > 0 && !force) return refuse(400, `looks like a secret, needs force: ${guarded.join(', ')}`);
  const found = findWorkspace(world, id);
  if (found === undefined) return refuse(404, 'no such workspace');
  const notUp = refuseUnlessRunning(world, found.org);
  if (notUp !== undefined) return notUp;
  const { workspace } = found;
  workspace.env = new Map([...(merge ? workspace.env : []), ...Object.entries(env)]);
  workspace.restarts += 1;
  return answer(200, {
    ok: true,
    workspace_id: workspace.id,
    instance_id: instanceIdOf(world, workspace.id),
    ssm_status: 'Success',
    ssm_exit_code: 0,
    container_restarted: true,
    applied_keys: Object.keys(env).sort(),
    env_keys_after: [...workspace.env.keys()].sort(),
  });
}

type BillingQuery = { readonly ok: true; readonly slug: string } | { readonly ok: false; readonly refusal: ApiAnswer };

function validateBillingQuery(request: ApiRequest): BillingQuery {
  if (!isUuid(request.params.id)) return { ok: false, refusal: refuse(400, 'not a workspace id') };
  const slugs = request.query.getAll('org_slug');
  const slug = slugs[0] ?? '';
  if (slugs.length !== 1 || !SLUG_PATTERN.test(slug)) {
    return { ok: false, refusal: refuse(400, 'org_slug is required and must be a slug') };
  }
  return { ok: true, slug };
}

/** The mode is checked before the tenant is asked for anything. */
function putBillingMode(world: ControlPlaneWorld, request: ApiRequest): ApiAnswer {
  const query = validateBillingQuery(request);
  if (!query.ok) return query.refusal;
  const wanted = validateBody(request.body, putBillingModeRequest);
  if (!wanted.ok) return wanted.refusal;
  return forWorkspace(world, request, query.slug, (workspace) => {
    workspace.billingMode = wanted.value.mode;
    return answer(200, showBillingMode(workspace));
  });
}

function forWorkspace(
  world: ControlPlaneWorld,
  request: ApiRequest,
  slug: string,
  handle: (workspace: Workspace) => ApiAnswer,
): ApiAnswer {
  const org: Org | undefined = findOrgBySlug(world, slug);
  if (org === undefined) return refuse(404, 'no such org');
  const notUp = refuseUnlessRunning(world, org);
  if (notUp !== undefined) return notUp;
  const workspace = org.tenant.workspaces.get(request.params.id ?? '');
  return workspace === undefined ? refuse(404, 'no such workspace') : handle(workspace);
}
