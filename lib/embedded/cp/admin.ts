import { z } from 'zod';
import { defined } from '../../core/defined.ts';
import { isJsonObject, type JsonObject } from '../../core/json.ts';
import { answer, refuse, type ApiAnswer, type ApiRequest, type Handler, type Route } from '../http.ts';
import { putBillingModeRequest, showBillingMode } from '../tenant/billing-mode.ts';
import { statusOf } from '../tenant/workspace-record.ts';
import { isUuid, SLUG_PATTERN, validateBody } from '../validate.ts';
import {
  findOrgBySlug,
  findWorkspaceById,
  type ControlPlaneWorld,
  type Org,
  type Pin,
  type Workspace,
} from '../world.ts';
import { createOrgRecord, removeOrg, showInstant, showOrg } from './org-record.ts';
import { instanceIdOf } from './provision.ts';
import { hasStarted, isRunning, refuseUnlessRunning } from './provisioning.ts';

/** Creates a route below `/api/v1/admin`, which only the operator's bearer opens. */
function createAdminRoute(operationId: string, method: string, path: string, handle: Handler): Route {
  return { operationId, service: 'cp', method, path: `/api/v1/admin/${path}`, access: 'cp-admin', handle };
}

/** The operations of `cp-admin`: what the operator does. */
export function createAdminRoutes(world: ControlPlaneWorld): readonly Route[] {
  return [
    ...createAdminOrgRoutes(world),
    ...createAdminTenantRoutes(world),
    ...createAdminWorkspaceRoutes(world),
    ...createAdminPinRoutes(world),
  ];
}

const adminCreateOrgRequest = z.strictObject({
  slug: z.string().regex(SLUG_PATTERN),
  name: z.string(),
  owner_user_id: z.string(),
});

/** The operator's view of all orgs. */
function createAdminOrgRoutes(world: ControlPlaneWorld): readonly Route[] {
  return [
    createAdminRoute('adminListOrgs', 'GET', 'orgs', () =>
      answer(
        200,
        [...world.orgs.values()].map((org) => showOrg(world, org)),
      ),
    ),
    createAdminRoute('adminCreateOrg', 'POST', 'orgs', (request) => createOrg(world, request)),
    createAdminRoute('adminGetTenantToken', 'GET', 'orgs/{slug}/admin-token', (request) =>
      getTenantToken(world, request),
    ),
    createAdminRoute('adminListOrgWorkspaces', 'GET', 'orgs/{slug}/workspaces', (request) =>
      listWorkspaces(world, request),
    ),
  ];
}

/** Creates an org. A dry run gets the answer of the real one, a taken slug included, and creates nothing. */
function createOrg(world: ControlPlaneWorld, request: ApiRequest): ApiAnswer {
  const dryRun = readDryRun(request.query);
  if (dryRun === undefined) return refuse(400, 'dry_run is neither true nor false');
  const wanted = validateBody(request.body, adminCreateOrgRequest);
  if (!wanted.ok) return wanted.refusal;
  const { slug, name, owner_user_id } = wanted.value;
  if (findOrgBySlug(world, slug) !== undefined) return refuse(409, 'the slug is taken');
  if (dryRun) return answer(200, { dry_run: true, slug, name, owner_user_id });
  return answer(201, showOrg(world, createOrgRecord(world, { slug, name, ownerUserId: owner_user_id })));
}

/** Reads `dry_run`: true or false, literally. Returns undefined for anything else, which is refused rather than taken for a real run. */
function readDryRun(query: URLSearchParams): boolean | undefined {
  const values = query.getAll('dry_run');
  if (values.length === 0) return false;
  if (values.length > 1 || (values[0] !== 'true' && values[0] !== 'false')) return undefined;
  return values[0] === 'true';
}

/** Returns the token once the tenant's server has started; before, the same 404 as for an unknown org. */
function getTenantToken(world: ControlPlaneWorld, request: ApiRequest): ApiAnswer {
  const org = findOrgBySlug(world, request.params.slug ?? '');
  if (org === undefined || !hasStarted(world, org)) return refuse(404, 'no tenant token for this org');
  return answer(200, { slug: org.slug, admin_token: org.tenantAdminToken }, { 'Cache-Control': 'no-store' });
}

function listWorkspaces(world: ControlPlaneWorld, request: ApiRequest): ApiAnswer {
  const org = findOrgBySlug(world, request.params.slug ?? '');
  if (org === undefined) return refuse(404, 'no such org');
  const notUp = refuseUnlessRunning(world, org);
  if (notUp !== undefined) return notUp;
  const workspaces = [...org.tenant.workspaces.values()].map((workspace) => {
    const { id, name, runtime, tier } = workspace;
    return { id, name, runtime, status: statusOf(workspace, world.nowMs()), tier };
  });
  return answer(200, { slug: org.slug, org_id: org.id, count: workspaces.length, workspaces });
}

const deleteTenantRequest = z.object({ confirm: z.string() });

/** The operator's actions on tenant servers. Most declare no 404, so an unknown slug gets an answer of its own. */
function createAdminTenantRoutes(world: ControlPlaneWorld): readonly Route[] {
  return [
    createAdminRoute('adminDeleteTenant', 'DELETE', 'tenants/{slug}', (request) =>
      whenConfirmed(request, (slug) => deleteTenant(world, slug)),
    ),
    createAdminRoute('adminScrubTenantArtifacts', 'POST', 'tenants/{slug}/scrub-artifacts', (request) =>
      whenConfirmed(request, (slug) => scrubArtifacts(world, slug)),
    ),
    createAdminRoute('adminTenantDiagnostics', 'GET', 'tenants/{slug}/diagnostics', (request) =>
      diagnose(world, request.params.slug ?? ''),
    ),
    createAdminRoute('adminRedeployTenant', 'POST', 'tenants/{slug}/redeploy', (request) =>
      redeployTenant(world, request.params.slug ?? ''),
    ),
    createAdminRoute('adminRedeployFleet', 'POST', 'tenants/redeploy-fleet', (request) =>
      redeployFleet(world, request),
    ),
  ];
}

/** Proceeds only if `confirm` repeats the slug exactly: the guard of everything that tears down. */
function whenConfirmed(request: ApiRequest, proceed: (slug: string) => ApiAnswer): ApiAnswer {
  const slug = request.params.slug ?? '';
  if (!SLUG_PATTERN.test(slug)) return refuse(400, 'not a slug');
  const wanted = validateBody(request.body, deleteTenantRequest);
  if (!wanted.ok) return wanted.refusal;
  return wanted.value.confirm === slug ? proceed(slug) : refuse(400, 'confirm does not repeat the slug');
}

/** Deletes a tenant. An unknown slug is no error: `deleted` is false then. */
function deleteTenant(world: ControlPlaneWorld, slug: string): ApiAnswer {
  const org = findOrgBySlug(world, slug);
  const purge_id = world.uuid();
  if (org === undefined) return answer(200, { deleted: false, slug, purge_id });
  removeOrg(world, org);
  return answer(200, { deleted: true, slug, org_id: org.id, purge_id });
}

/** Forgets the machines that have been terminated; those in use stay. */
function scrubArtifacts(world: ControlPlaneWorld, slug: string): ApiAnswer {
  const org = findOrgBySlug(world, slug);
  const leftovers = [...world.instances.values()].filter(({ orgId, state }) => {
    return orgId === org?.id && state === 'terminated';
  });
  for (const { instanceId } of leftovers) world.instances.delete(instanceId);
  const scrubbed = { dns_records: 0, tunnels: 0, secrets: 0, instances: leftovers.length };
  return answer(200, { ok: true, slug, scrubbed, errors: [] });
}

function diagnose(world: ControlPlaneWorld, slug: string): ApiAnswer {
  const org = findOrgBySlug(world, slug);
  const domain = SLUG_PATTERN.test(slug) ? new URL(world.tenantUrl(slug)).hostname : '';
  const up = org !== undefined && isRunning(world, org);
  return answer(200, {
    slug,
    domain,
    db: { found: org !== undefined, ...defined({ org_id: org?.id }) },
    dns: { resolves: up },
    tunnel: { connected: up },
    volumes: org === undefined ? [] : showVolumes(world, org),
    checked_at: showInstant(world.nowMs()),
  });
}

/** Shows the data volumes of the org's machines: the only place where a pruned volume shows. */
function showVolumes(world: ControlPlaneWorld, org: Org): JsonObject[] {
  return [...world.instances.values()]
    .filter(({ orgId }) => orgId === org.id)
    .map(({ instanceId, workspaceId, volumeErased }) => {
      return { instance_id: instanceId, workspace_id: workspaceId, state: volumeErased ? 'erased' : 'kept' };
    });
}

function redeployTenant(world: ControlPlaneWorld, slug: string): ApiAnswer {
  const org = findOrgBySlug(world, slug);
  if (org === undefined) return { ...refuse(503, 'no tenant to redeploy'), headers: { 'Retry-After': '60' } };
  return refuseUnlessRunning(world, org) ?? answer(200, { ok: true, ...redeploy(world, org, false) });
}

/** Redeploys all tenants, or those that are named. No 400 is declared, so a malformed body redeploys nothing. */
function redeployFleet(world: ControlPlaneWorld, request: ApiRequest): ApiAnswer {
  if (request.body.kind === 'malformed') return answer(200, { ok: true, results: [] });
  const value = request.body.kind === 'json' ? request.body.value : {};
  const wanted = isJsonObject(value) ? value : {};
  const only = Array.isArray(wanted.only_slugs) ? wanted.only_slugs : undefined;
  const chosen = [...world.orgs.values()].filter((org) => {
    return isRunning(world, org) && (only === undefined || only.includes(org.slug));
  });
  return answer(200, { ok: true, results: chosen.map((org) => redeploy(world, org, wanted.dry_run === true)) });
}

function redeploy(world: ControlPlaneWorld, org: Org, isDryRun: boolean): JsonObject {
  if (!isDryRun) org.updatedAtMs = world.nowMs();
  return { slug: org.slug, phase: isDryRun ? 'planned' : 'done', healthz_ok: true };
}

const updateWorkspaceEnvRequest = z.object({
  env: z.record(z.string(), z.string()),
  merge: z.boolean().default(true),
  force: z.boolean().default(false),
});

const SECRET_LOOKING_KEY = /TOKEN|SECRET|KEY|PASSWORD/i;

/** The operator's actions on one workspace through the control plane. */
function createAdminWorkspaceRoutes(world: ControlPlaneWorld): readonly Route[] {
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

/** Updates the environment of a workspace. Keys that look like secrets need `force`. Values never come back, not even in a refusal. */
function updateEnv(world: ControlPlaneWorld, request: ApiRequest): ApiAnswer {
  const id = request.params.id ?? '';
  if (!isUuid(id)) return refuse(400, 'not a workspace id');
  const wanted = validateBody(request.body, updateWorkspaceEnvRequest);
  if (!wanted.ok) return wanted.refusal;
  const { env, merge, force } = wanted.value;
  const guarded = Object.keys(env).filter((key) => SECRET_LOOKING_KEY.test(key));
  if (guarded.length > 0 && !force) return refuse(400, `looks like a secret, needs force: ${guarded.join(', ')}`);
  const found = findWorkspaceById(world, id);
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

/** Sets the billing mode, which is validated before the tenant is looked up. */
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

const promoteAmiRequest = z.looseObject({ ami_id: z.string().min(1), region: z.string().min(1).default('us-east-2') });
const promoteImageRequest = z.looseObject({ template: z.string().min(1), digest: z.string().min(1) });

/** The pins of machine images, one for each region, and of container images, one for each runtime. */
function createAdminPinRoutes(world: ControlPlaneWorld): readonly Route[] {
  const { pins } = world;
  const amiPath = 'thin-ami/promote';
  const imagePath = 'runtime-image/promote';
  return [
    createAdminRoute('adminListThinAmi', 'GET', amiPath, () => answer(200, pins.amis.map(showAmi))),
    createAdminRoute('adminPromoteThinAmi', 'POST', amiPath, (request) => promoteAmi(world, request)),
    createAdminRoute('adminListRuntimeImage', 'GET', imagePath, () => answer(200, pins.images.map(showImage))),
    createAdminRoute('adminPromoteRuntimeImage', 'POST', imagePath, (request) => promoteImage(world, request)),
  ];
}

function promoteAmi(world: ControlPlaneWorld, request: ApiRequest): ApiAnswer {
  const wanted = validateBody(request.body, promoteAmiRequest);
  if (!wanted.ok) return wanted.refusal;
  const pin = createPin(world, wanted.value.region, wanted.value.ami_id);
  world.pins.amis = replacePin(world.pins.amis, pin);
  return answer(200, { ok: true, pin: showAmi(pin) });
}

function promoteImage(world: ControlPlaneWorld, request: ApiRequest): ApiAnswer {
  const wanted = validateBody(request.body, promoteImageRequest);
  if (!wanted.ok) return wanted.refusal;
  const pin = createPin(world, wanted.value.template, wanted.value.digest);
  world.pins.images = replacePin(world.pins.images, pin);
  return answer(200, { ok: true, pin: showImage(pin) });
}

function createPin(world: ControlPlaneWorld, key: string, value: string): Pin {
  return { key, value, promotedBy: 'cp-admin', promotedAtMs: world.nowMs() };
}

function replacePin(pins: readonly Pin[], pin: Pin): Pin[] {
  return [...pins.filter(({ key }) => key !== pin.key), pin];
}

function showAmi(pin: Pin): JsonObject {
  return { region: pin.key, ami_id: pin.value, ...showPromotion(pin) };
}

function showImage(pin: Pin): JsonObject {
  return { template: pin.key, digest: pin.value, ...showPromotion(pin) };
}

function showPromotion(pin: Pin): JsonObject {
  return { promoted_by: pin.promotedBy, promoted_at: showInstant(pin.promotedAtMs) };
}
