import { createHash, timingSafeEqual } from 'node:crypto';
import type { Access, Caller, UnauthenticatedRequest } from './http.ts';
import type { Org, World } from './world.ts';

/**
 * Returns the caller if the credentials open a route of this access, and undefined otherwise. Another scheme, another
 * carrier or a credential of another kind opens nothing.
 */
export function authenticate(world: World, access: Access, request: UnauthenticatedRequest): Caller | undefined {
  switch (access) {
    case 'open':
      return { kind: 'anonymous' };
    case 'session':
      return findUser(world, request);
    case 'cp-admin':
      return isBearer(request, world.cpAdminBearer) ? { kind: 'cp-admin' } : undefined;
    case 'provision':
      return isBearer(request, world.provisionSecret) ? { kind: 'provisioner' } : undefined;
    case 'deprovision-pair':
      return findDeprovisioner(world, request);
    case 'tenant-admin':
      return findTenantAdmin(world, request);
    case 'tenant-admin-or-session':
      return findTenantAdmin(world, request) ?? findOrgMember(world, request);
    case 'tenant-admin-or-workspace':
      return findTenantAdmin(world, request) ?? findWorkspace(world, request);
  }
}

/** True if the user owns the org or is a member of it. */
export function isInOrg(org: Org, userId: string): boolean {
  return org.ownerUserId === userId || org.memberUserIds.includes(userId);
}

function isBearer(request: UnauthenticatedRequest, secret: string): boolean {
  const bearer = readBearer(request);
  return bearer !== undefined && isSameSecret(bearer, secret);
}

function findUser(world: World, request: UnauthenticatedRequest): (Caller & { kind: 'user' }) | undefined {
  const cookie = readSessionCookie(request);
  if (cookie === undefined) return undefined;
  for (const [session, userId] of world.sessions) {
    if (isSameSecret(session, cookie)) return { kind: 'user', userId };
  }
  return undefined;
}

function findDeprovisioner(world: World, request: UnauthenticatedRequest): Caller | undefined {
  const token = readOnlyValue(request, 'x-molecule-admin-token');
  if (token === undefined || !isBearer(request, world.provisionSecret)) return undefined;
  for (const org of world.orgs.values()) {
    if (isSameSecret(org.tenantAdminToken, token)) return { kind: 'deprovisioner', orgId: org.id };
  }
  return undefined;
}

/** Returns the org whose tenant is addressed. */
export function findAddressedOrg(world: World, request: UnauthenticatedRequest): Org | undefined {
  return request.tenantOrgId === undefined ? undefined : world.orgs.get(request.tenantOrgId);
}

function findTenantAdmin(world: World, request: UnauthenticatedRequest): Caller | undefined {
  const org = findAddressedOrg(world, request);
  const bearer = readBearer(request);
  if (org === undefined || bearer === undefined) return undefined;
  if (isSameSecret(org.tenantAdminToken, bearer)) return { kind: 'tenant-admin', orgId: org.id };
  for (const token of org.tenant.orgTokens.values()) {
    if (!token.revoked && isSameSecret(token.secret, bearer)) {
      return { kind: 'org-key', orgId: org.id, tokenId: token.id };
    }
  }
  return undefined;
}

export function findOrgMember(world: World, request: UnauthenticatedRequest): Caller | undefined {
  const org = findAddressedOrg(world, request);
  const user = findUser(world, request);
  return org !== undefined && user !== undefined && isInOrg(org, user.userId) ? user : undefined;
}

function findWorkspace(world: World, request: UnauthenticatedRequest): Caller | undefined {
  const org = findAddressedOrg(world, request);
  const bearer = readBearer(request);
  const workspace = org?.tenant.workspaces.get(request.params.id ?? '');
  if (org === undefined || bearer === undefined || workspace === undefined) return undefined;
  for (const token of workspace.tokens.values()) {
    if (!token.revoked && isSameSecret(token.secret, bearer)) {
      return { kind: 'workspace', orgId: org.id, workspaceId: workspace.id };
    }
  }
  return undefined;
}

type WithHeaders = Pick<UnauthenticatedRequest, 'headers'>;

/** Compares two secrets in a time that does not depend on where they differ. */
export function isSameSecret(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

/** Reads the bearer token: exactly one `Authorization` header, `Bearer`, one space, one token. */
export function readBearer(request: WithHeaders): string | undefined {
  const value = readOnlyValue(request, 'authorization');
  return value === undefined ? undefined : /^Bearer ([\x21-\x7e]+)$/.exec(value)?.[1];
}

/** Reads the session cookie; undefined if there are two. */
export function readSessionCookie(request: WithHeaders): string | undefined {
  const values = (request.headers.cookie ?? [])
    .flatMap((header) => header.split(';'))
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith('mcp_session='))
    .map((pair) => pair.slice('mcp_session='.length));
  return values.length === 1 ? values[0] : undefined;
}

/** Reads a header that is there exactly once. */
export function readOnlyValue(request: WithHeaders, name: string): string | undefined {
  const values = request.headers[name] ?? [];
  return values.length === 1 ? values[0] : undefined;
}
