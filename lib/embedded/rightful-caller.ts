import { isJsonObject } from '../core/json.ts';
import type { Access, Caller, UnauthenticatedRequest } from './http.ts';
import { findOrgBySlug, findOrgIdOfWorkspace, type World } from './world.ts';

/** Who should have sent the request: the caller that a broken gate puts in place of the one it did not ask for. */
export function rightfulCaller(world: World, access: Access, request: UnauthenticatedRequest): Caller {
  switch (access) {
    case 'open':
      return { kind: 'anonymous' };
    case 'session':
      return { kind: 'user', userId: findOwner(world, request) };
    case 'cp-admin':
      return { kind: 'cp-admin' };
    case 'provision':
      return { kind: 'provisioner' };
    case 'deprovision-pair':
      return { kind: 'deprovisioner', orgId: findOrgIdOfWorkspace(world, request.params.workspace_id ?? '') ?? '' };
    case 'tenant-admin':
    case 'tenant-admin-or-session':
    case 'tenant-admin-or-workspace':
      return { kind: 'tenant-admin', orgId: request.tenantOrgId ?? '' };
  }
}

/** The owner of the org that the request names, else of the first one. */
function findOwner(world: World, request: UnauthenticatedRequest): string {
  const slug = request.params.slug ?? readOrgSlug(request);
  const [first] = world.orgs.values();
  return (slug === undefined ? first : (findOrgBySlug(world, slug) ?? first))?.ownerUserId ?? '';
}

function readOrgSlug({ body }: UnauthenticatedRequest): string | undefined {
  if (body.kind !== 'json' || !isJsonObject(body.value)) return undefined;
  return typeof body.value.org_slug === 'string' ? body.value.org_slug : undefined;
}
