import type { JsonValue } from '../../../core/json.ts';
import { findAddressedOrg, findOrgMember, isSameSecret } from '../../authenticate.ts';
import { defined } from '../../../core/defined.ts';
import {
  answer,
  refuse,
  type Access,
  type ApiAnswer,
  type Caller,
  type RequestBody,
  type Route,
  type UnauthenticatedRequest,
} from '../../http.ts';
import type { IncomingRequest } from '../../listen.ts';
import { createRateLimiter } from '../../rate-limiter.ts';
import { createRouter } from '../../router.ts';
import { redirectTrailingSlash, splitTarget, withHeaders, type Addressee } from '../../service.ts';
import type { ControlPlaneWorld, Org } from '../../world.ts';
import { restartDue } from './record.ts';
import { createObservedRoutes, showSecondsLeft } from './routes.ts';

interface ObservedOptions {
  readonly world: ControlPlaneWorld;
  readonly requestsPerMinute: number;
  readonly reportError: (error: unknown) => void;
  /** Passes a request on to the control plane, as the tenant's server does with `/cp/...`. */
  readonly askControlPlane: (incoming: IncomingRequest) => Promise<ApiAnswer>;
}

/**
 * Serves the tenants of the observed edition, in the order in which the real server decides: trailing slash, origin, rate
 * limit, routing header, authentication, handler.
 */
export function createObservedTenant(
  options: ObservedOptions,
): (incoming: IncomingRequest, addressee: Addressee) => Promise<ApiAnswer> {
  const { world } = options;
  const findRoute = createRouter(createObservedRoutes(world));
  const limitRate = createRateLimiter(options.requestsPerMinute, () => world.nowMs(), {
    windowMs: 60_000,
    showReset: showSecondsLeft,
  });
  return async (incoming, addressee) => {
    const redirect = redirectTrailingSlash(findRoute, incoming, addressee);
    if (redirect !== undefined) return describeRedirect(redirect);
    const origin = judgeOrigin(incoming);
    if (origin.kind === 'answered') return origin.answer;
    const rate = limitRate(`${addressee.tenantOrgId ?? ''} ${rateKeyOf(incoming)}`);
    const headers = { ...rate.headers, ...origin.headers };
    if (rate.refusal !== undefined) return withHeaders(rate.refusal, headers);

    const match = findRoute(incoming.method, decodeSlashes(addressee.routedPath));
    const request = readRequest(incoming, addressee, match?.params ?? {});
    const guarded = guardRouting(request);
    if (guarded !== undefined) return withHeaders(guarded, headers);
    const secured = { ...securityHeadersFor(request.path), ...headers };
    if (isForControlPlane(request.path)) return withHeaders(await options.askControlPlane(incoming), secured);
    if (request.path.startsWith('/cp/')) return withHeaders(answer(404), secured);
    if (match === undefined) return withHeaders(NOT_ROUTED, secured);
    return withHeaders(await callRoute(options, match.route, request), secured);
  };
}

/** An escaped slash separates segments like any other. */
function decodeSlashes(path: string): string {
  return path.replaceAll(/%2f/gi, '/');
}

const NOT_ROUTED: ApiAnswer = { status: 404, text: '404 page not found', headers: { 'Content-Type': 'text/plain' } };

async function callRoute(options: ObservedOptions, route: Route, request: UnauthenticatedRequest): Promise<ApiAnswer> {
  const { world } = options;
  try {
    const org = findAddressedOrg(world, request);
    if (org !== undefined) restartDue({ world, tenant: org.tenant });
    const caller = org && authenticateObserved(world, org, route.access, request);
    return caller === undefined ? refuseCaller(route.access, request) : await route.handle({ ...request, caller });
  } catch (error) {
    options.reportError(error);
    return refuse(500, 'internal error');
  }
}

/** A redirect has a body only for GET. */
function describeRedirect(redirect: ApiAnswer): ApiAnswer {
  if (redirect.status !== 301) return redirect;
  const location = redirect.headers?.Location ?? '';
  const headers = { 'Content-Type': 'text/html; charset=utf-8' };
  return withHeaders({ ...redirect, text: `<a href="${location}">Moved Permanently</a>.\n\n` }, headers);
}

const ALLOWED_ORIGINS = ['http://localhost:3000', 'http://localhost:3001'];

type Judged =
  | { readonly kind: 'answered'; readonly answer: ApiAnswer }
  | { readonly kind: 'passed'; readonly headers: Readonly<Record<string, string>> };

/** Refuses foreign origins with an empty 403, and answers the question that a browser asks before a call. */
function judgeOrigin({ method, headers }: IncomingRequest): Judged {
  const origin = headers.origin?.[0] ?? '';
  const host = headers.host?.[0] ?? '';
  if (origin === '' || origin === `http://${host}` || origin === `https://${host}`)
    return { kind: 'passed', headers: {} };
  if (!ALLOWED_ORIGINS.includes(origin)) return { kind: 'answered', answer: answer(403) };
  const allowed = {
    'Access-Control-Allow-Credentials': 'true',
    'Access-Control-Allow-Origin': origin,
    Vary: 'Origin',
  };
  if (method !== 'OPTIONS') return { kind: 'passed', headers: allowed };
  return { kind: 'answered', answer: answer(204, undefined, { ...allowed, ...PREFLIGHT }) };
}

const PREFLIGHT = {
  'Access-Control-Allow-Methods': 'GET,POST,PUT,PATCH,DELETE,OPTIONS',
  'Access-Control-Allow-Headers':
    'Origin,Content-Type,X-Workspace-Id,X-Molecule-Org-Id,X-Molecule-Org-Slug,Authorization',
};

/** Counts by the org header, else by the bearer, else by the address. */
function rateKeyOf({ headers, clientAddress }: IncomingRequest): string {
  const orgId = headers['x-molecule-org-id']?.[0]?.trim() ?? '';
  if (orgId !== '') return `org ${orgId}`;
  const bearer = readFirstBearer(headers);
  return bearer === '' ? `address ${clientAddress}` : `bearer ${bearer}`;
}

/** Paths that are answered without a routing header. */
const UNGUARDED = ['/health', '/metrics', '/buildinfo', '/registry/register', '/registry/heartbeat'];

/** Lets a request pass whose org id is that of the tenant, letter by letter. The slug is not read, except by the edge. */
function guardRouting({ path, headers, tenantOrgId, viaEdge }: UnauthenticatedRequest): ApiAnswer | undefined {
  if (UNGUARDED.includes(path) || path.startsWith('/cp/')) return undefined;
  // The edge has found the tenant by the slug, and puts the id in where there is none.
  const fallback = viaEdge === true ? tenantOrgId : '';
  const sent = headers['x-molecule-org-id']?.[0] ?? fallback ?? '';
  if (sent === tenantOrgId) return undefined;
  if (sent !== '') return answer(404);
  return answer(400, {
    code: 'TENANT_ORG_HEADER_REQUIRED',
    detail: 'every request has to carry the id of the org in X-Molecule-Org-Id',
    error: 'missing tenant routing header',
    required_header: 'X-Molecule-Org-Id',
  });
}

const PASSED_ON = ['/cp/auth/', '/cp/orgs', '/cp/billing/', '/cp/templates', '/cp/legal/'];

function isForControlPlane(path: string): boolean {
  return PASSED_ON.some((prefix) => path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`));
}

const API_PATH =
  /^\/(?:workspaces|registry|health|admin|metrics|settings|bundles|orgs?|templates|plugins|webhooks|channels|ws|events|approvals)(?:\/|$)/;

function securityHeadersFor(path: string): Readonly<Record<string, string>> {
  return {
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
    'Content-Security-Policy': API_PATH.test(path)
      ? "default-src 'self'"
      : "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'",
  };
}

function readRequest(
  incoming: IncomingRequest,
  { tenantOrgId, viaEdge }: Addressee,
  params: Readonly<Record<string, string>>,
): UnauthenticatedRequest {
  const { path, search } = splitTarget(incoming.target);
  return {
    method: incoming.method,
    path,
    params,
    query: new URLSearchParams(search),
    headers: incoming.headers,
    body: parseBody(incoming.bodyBytes),
    ...defined({ tenantOrgId, viaEdge }),
  };
}

/** Parses a body as JSON, whatever its media type. Bytes that are no UTF-8 are replaced; a byte order mark is a mistake. */
function parseBody(bytes: Buffer | undefined): RequestBody {
  if (bytes === undefined) return { kind: 'malformed' };
  if (bytes.length === 0) return { kind: 'absent' };
  try {
    // JSON.parse yields JSON values only.
    return {
      kind: 'json',
      value: JSON.parse(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)) as JsonValue,
    };
  } catch {
    return { kind: 'malformed' };
  }
}

/** Reads the bearer of the first `Authorization` header; blanks around it do not count. Empty if there is none. */
function readFirstBearer(headers: UnauthenticatedRequest['headers']): string {
  const value = headers.authorization?.[0] ?? '';
  return value.startsWith('Bearer ') ? value.slice('Bearer '.length).trim() : '';
}

/**
 * Finds the caller. The admin token and the keys of the org open every route, and so does the session of a member. On the
 * routes of an org a session counts before a bearer; on those of a workspace it counts only where there is no bearer.
 */
function authenticateObserved(
  world: ControlPlaneWorld,
  org: Org,
  access: Access,
  request: UnauthenticatedRequest,
): Caller | undefined {
  if (access === 'open') return { kind: 'anonymous' };
  const bearer = readFirstBearer(request.headers);
  const isOfWorkspace = access === 'tenant-admin-or-workspace';
  const member = isOfWorkspace && bearer !== '' ? undefined : findMember(world, request);
  return member ?? findAdmin(world, org, bearer) ?? (isOfWorkspace ? findWorkspace(org, bearer, request) : undefined);
}

/** Only the first `Cookie` header is shown to the control plane, which knows the members. */
function findMember(world: ControlPlaneWorld, request: UnauthenticatedRequest): Caller | undefined {
  const cookie = request.headers.cookie?.slice(0, 1) ?? [];
  return findOrgMember(world, { ...request, headers: { ...request.headers, cookie } });
}

/** Remembers when a key was last used. */
function findAdmin(world: ControlPlaneWorld, org: Org, bearer: string): Caller | undefined {
  if (bearer === '') return undefined;
  if (isSameSecret(org.tenantAdminToken, bearer)) return { kind: 'tenant-admin', orgId: org.id };
  for (const token of org.tenant.orgTokens.values()) {
    if (token.revoked || !isSameSecret(token.secret, bearer)) continue;
    token.lastUsedAtMs = world.nowMs();
    return { kind: 'org-key', orgId: org.id, tokenId: token.id };
  }
  return undefined;
}

/** The id in the path has to be the one of the token's workspace, letter by letter. */
function findWorkspace(org: Org, bearer: string, { params }: UnauthenticatedRequest): Caller | undefined {
  const workspace = org.tenant.workspaces.get(params.id ?? '');
  for (const token of workspace?.tokens.values() ?? []) {
    if (!token.revoked && isSameSecret(token.secret, bearer)) {
      return { kind: 'workspace', orgId: org.id, workspaceId: params.id ?? '' };
    }
  }
  return undefined;
}

/** Answers 401 without a challenge. The text says which gate it was, and whether there was a bearer. */
function refuseCaller(access: Access, { headers }: UnauthenticatedRequest): ApiAnswer {
  const isOfWorkspace = access === 'tenant-admin-or-workspace';
  if (readFirstBearer(headers) === '') {
    return refuse(401, isOfWorkspace ? 'missing workspace auth token' : 'admin auth required');
  }
  return refuse(401, isOfWorkspace ? 'invalid workspace auth token' : 'invalid admin auth token');
}
