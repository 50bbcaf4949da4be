import { z } from 'zod';
import { answer, refuse, type ApiAnswer, type ApiRequest, type Route } from '../http.ts';
import { findOrgBySlug } from '../routing-guard.ts';
import { statusOf } from '../tenant/workspace-record.ts';
import { SLUG_PATTERN, validateBody } from '../validate.ts';
import { createAdminRoute, refuseUnlessRunning } from './admin-route.ts';
import type { ControlPlaneWorld } from './control-plane-world.ts';
import { createOrgRecord, showOrg } from './org-record.ts';
import { hasStarted } from './provisioning.ts';

const adminCreateOrgRequest = z.strictObject({
  slug: z.string().regex(SLUG_PATTERN),
  name: z.string(),
  owner_user_id: z.string(),
});

/** The operator's view of all orgs. */
export function createAdminOrgRoutes(world: ControlPlaneWorld): readonly Route[] {
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

/** A dry run says what the real one would say, a taken slug included, and creates nothing. */
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

/** Only the literal texts; anything else is refused rather than taken for a real run. */
function readDryRun(query: URLSearchParams): boolean | undefined {
  const values = query.getAll('dry_run');
  if (values.length === 0) return false;
  if (values.length > 1 || (values[0] !== 'true' && values[0] !== 'false')) return undefined;
  return values[0] === 'true';
}

/** The token is there once the tenant's server has started; before, it is the same 404 as for no org at all. */
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
