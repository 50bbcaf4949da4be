import { defined } from '../core/defined.ts';
import type { JsonValue } from '../core/json.ts';
import {
  answer,
  answerNotRouted,
  refuse,
  refuseUnauthenticated,
  type ApiAnswer,
  type Authenticate,
  type FinishAnswer,
  type Guard,
  type RequestBody,
  type Route,
  type ServiceName,
  type UnauthenticatedRequest,
} from './http.ts';
import type { IncomingRequest } from './listen.ts';
import type { RateDecision } from './rate-limiter.ts';
import type { FindRoute } from './router.ts';

/** Answers a request that came in on the port of this service. */
export type Serve = (incoming: IncomingRequest, service: ServiceName) => Promise<ApiAnswer>;

/** A route with its guard, its authentication and its mutants. */
export interface ServedRoute extends Route {
  readonly guard: Guard;
  readonly authenticate: Authenticate;
  readonly finish: FinishAnswer;
}

export interface ServiceOptions {
  readonly findRoute: FindRoute<ServedRoute>;
  /** Used where no route was found; a route has its own guard. */
  readonly guard: Guard;
  readonly limitRate: (key: string) => RateDecision;
  readonly createRequestId: () => string;
  readonly reportError: (error: unknown) => void;
}

/** The server that a request is addressed to, and the path to route there. */
export interface Addressee {
  /** Differs from the requested path on the deprecated mirror: `/cp/orgs` is routed as `/api/v1/orgs`. */
  readonly routedPath: string;
  readonly extraHeaders?: Readonly<Record<string, string>>;
  readonly tenantOrgId?: string;
  readonly viaEdge?: true;
}

export function splitTarget(target: string): { readonly path: string; readonly search: string } {
  const relative = target.replace(/^https?:\/\/[^/?#]*/, '');
  const end = relative.indexOf('?');
  return end < 0 ? { path: relative, search: '' } : { path: relative.slice(0, end), search: relative.slice(end) };
}

/**
 * Answers one request in the platform's order of checks: trailing slash, CORS, rate limit, routing guard,
 * authentication, then the handler (validation, existence, effect).
 */
export async function serveRequest(
  options: ServiceOptions,
  incoming: IncomingRequest,
  addressee: Addressee,
): Promise<ApiAnswer> {
  const { path, search } = splitTarget(incoming.target);
  const redirect = redirectTrailingSlash(options.findRoute, incoming, addressee);
  if (redirect !== undefined) return addCommonHeaders(options, incoming, redirect);
  if (isForeignOrigin(incoming)) return addCommonHeaders(options, incoming, refuse(403, 'a foreign origin'));
  const rate = options.limitRate(`${addressee.tenantOrgId ?? 'cp'} ${incoming.clientAddress}`);
  if (rate.refusal !== undefined) return addCommonHeaders(options, incoming, withHeaders(rate.refusal, rate.headers));

  const match = options.findRoute(incoming.method, addressee.routedPath);
  const request: UnauthenticatedRequest = {
    method: incoming.method,
    path,
    params: match?.params ?? {},
    query: new URLSearchParams(search),
    headers: incoming.headers,
    body: parseBody(incoming.bodyBytes, incoming.headers['content-type']?.[0]),
    ...defined({ tenantOrgId: addressee.tenantOrgId, viaEdge: addressee.viaEdge }),
  };
  const headers = { ...rate.headers, ...addressee.extraHeaders };
  const guarded = (match?.route.guard ?? options.guard)(request);
  if (guarded !== undefined) return addCommonHeaders(options, incoming, withHeaders(guarded, headers));
  if (match === undefined) return addCommonHeaders(options, incoming, withHeaders(answerNotRouted(), headers));
  const given = await callRoute(options, match.route, request);
  return match.route.finish(addCommonHeaders(options, incoming, withHeaders(given, headers)), request);
}

async function callRoute(
  options: ServiceOptions,
  route: ServedRoute,
  request: UnauthenticatedRequest,
): Promise<ApiAnswer> {
  try {
    const caller = route.authenticate(request);
    if (caller === undefined) return refuseUnauthenticated(route.access);
    return await route.handle({ ...request, caller });
  } catch (error) {
    options.reportError(error);
    return refuse(500, 'internal error');
  }
}

/** Answers a path with a trailing slash that would have a route without it; undefined for all others. */
export function redirectTrailingSlash(
  findRoute: FindRoute<Route>,
  incoming: IncomingRequest,
  addressee: Addressee,
): ApiAnswer | undefined {
  const { path, search } = splitTarget(incoming.target);
  if (!path.endsWith('/') || path === '/') return undefined;
  if (findRoute(incoming.method, addressee.routedPath) !== undefined) return undefined;
  if (findRoute(incoming.method, addressee.routedPath.slice(0, -1)) === undefined) return undefined;
  return answer(incoming.method === 'GET' ? 301 : 307, undefined, { Location: `${path.slice(0, -1)}${search}` });
}

function isForeignOrigin(incoming: IncomingRequest): boolean {
  const host = incoming.headers.host?.[0] ?? '';
  return (incoming.headers.origin ?? []).some((origin) => origin !== `http://${host}` && origin !== `https://${host}`);
}

export function withHeaders(given: ApiAnswer, headers: Readonly<Record<string, string>>): ApiAnswer {
  return { ...given, headers: { ...headers, ...given.headers } };
}

/** Adds the request id and `nosniff`, which all answers carry. */
export function addCommonHeaders(options: ServiceOptions, incoming: IncomingRequest, given: ApiAnswer): ApiAnswer {
  const sent = incoming.headers['x-request-id']?.[0];
  const requestId = sent !== undefined && /^[\x21-\x7e]{1,128}$/.test(sent) ? sent : options.createRequestId();
  return withHeaders(given, { 'X-Request-Id': requestId, 'X-Content-Type-Options': 'nosniff' });
}

/** Parses a request body. Any media type but JSON counts as malformed, and so does too large a body. */
function parseBody(bytes: Buffer | undefined, contentType: string | undefined): RequestBody {
  if (bytes === undefined) return { kind: 'malformed' };
  if (bytes.length === 0) return { kind: 'absent' };
  if (contentType !== undefined && !isJsonType(contentType)) return { kind: 'malformed' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // JSON.parse yields JSON values only.
    return { kind: 'json', value: JSON.parse(text) as JsonValue };
  } catch {
    return { kind: 'malformed' };
  }
}

function isJsonType(contentType: string): boolean {
  return contentType.split(';')[0]?.trim().toLowerCase() === 'application/json';
}
