import { z } from 'zod';
import { isJsonObject, type JsonObject } from '../../core/json.ts';
import { answer, refuse, type ApiAnswer, type ApiRequest, type Route } from '../http.ts';
import { findOrgBySlug } from '../routing-guard.ts';
import { SLUG_PATTERN, validateBody } from '../validate.ts';
import type { Org } from '../world.ts';
import { createAdminRoute, refuseUnlessRunning } from './admin-route.ts';
import type { ControlPlaneWorld } from './control-plane-world.ts';
import { removeOrg, showInstant } from './org-record.ts';
import { isRunning } from './provisioning.ts';

const deleteTenantRequest = z.object({ confirm: z.string() });

/** What the operator does to tenant servers. Most of these declare no 404, so an unknown slug gets an answer of its own. */
export function createAdminTenantRoutes(world: ControlPlaneWorld): readonly Route[] {
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

/** The guard of everything that tears down: `confirm` repeats the slug, letter by letter. */
function whenConfirmed(request: ApiRequest, proceed: (slug: string) => ApiAnswer): ApiAnswer {
  const slug = request.params.slug ?? '';
  if (!SLUG_PATTERN.test(slug)) return refuse(400, 'not a slug');
  const wanted = validateBody(request.body, deleteTenantRequest);
  if (!wanted.ok) return wanted.refusal;
  return wanted.value.confirm === slug ? proceed(slug) : refuse(400, 'confirm does not repeat the slug');
}

/** Deleting what is not there is no error: `deleted` says whether there was anything. */
function deleteTenant(world: ControlPlaneWorld, slug: string): ApiAnswer {
  const org = findOrgBySlug(world, slug);
  const purge_id = world.uuid();
  if (org === undefined) return answer(200, { deleted: false, slug, purge_id });
  removeOrg(world, org);
  return answer(200, { deleted: true, slug, org_id: org.id, purge_id });
}

/** Forgets the machines that have been terminated; what is in use stays. */
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
    db: { found: org !== undefined, ...(org === undefined ? {} : { org_id: org.id }) },
    dns: { resolves: up },
    tunnel: { connected: up },
    volumes: org === undefined ? [] : showVolumes(world, org),
    checked_at: showInstant(world.nowMs()),
  });
}

/** The data volumes of the org's machines: the only place where it shows whether a deprovision has pruned. */
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

/** No refusal but 401 is declared, so a body that cannot be read redeploys nothing. */
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
