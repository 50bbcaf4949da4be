import { defined } from '../core/defined.ts';
import { readBody } from './read-body.ts';
import { answer, answerNotRouted, refuse } from './http.ts';
import type { ApiAnswer, Authenticate, FinishAnswer, Guard, Route, UnauthenticatedRequest } from './http.ts';
import type { IncomingRequest } from './listen.ts';
import type { RateDecision } from './rate-limiter.ts';
import { refuseUnauthenticated } from './refuse-unauthenticated.ts';
import type { FindRoute } from './router.ts';

/** Which of the two ports a request came in by. */
export type Door = 'cp' | 'tenant';

/** The whole way from a request to its answer. */
export type Serve = (incoming: IncomingRequest, door: Door) => Promise<ApiAnswer>;

/** A route with everything that decides its answer, mutants included. */
export interface ServedRoute extends Route {
  readonly guard: Guard;
  readonly authenticate: Authenticate;
  readonly finish: FinishAnswer;
}

export interface ServiceOptions {
  readonly findRoute: FindRoute<ServedRoute>;
  /** Asked where no route was found; a route has its own. */
  readonly guard: Guard;
  readonly limitRate: (key: string) => RateDecision;
  readonly createRequestId: () => string;
  readonly reportError: (error: unknown) => void;
}

/** What changes from one addressed server to the next. */
export interface Addressed {
  /** The path that is routed, where it is not the one asked for (the deprecated mirror). */
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
 * Decides one request in the order of the platform: trailing slash, CORS, rate limit, routing guard, authentication,
 * then the handler (validation, existence, effect).
 */
export async function decide(
  options: ServiceOptions,
  incoming: IncomingRequest,
  addressed: Addressed,
): Promise<ApiAnswer> {
  const { path, search } = splitTarget(incoming.target);
  const redirect = redirectTrailingSlash(options, incoming, addressed);
  if (redirect !== undefined) return complete(options, incoming, redirect);
  if (isForeignOrigin(incoming)) return complete(options, incoming, answer(403));
  const rate = options.limitRate(`${addressed.tenantOrgId ?? 'cp'} ${incoming.clientAddress}`);
  if (rate.refusal !== undefined) return complete(options, incoming, withHeaders(rate.refusal, rate.headers));

  const match = options.findRoute(incoming.method, addressed.routedPath);
  const request: UnauthenticatedRequest = {
    method: incoming.method,
    path,
    params: match?.params ?? {},
    query: new URLSearchParams(search),
    headers: incoming.headers,
    body: readBody(incoming.bodyBytes, incoming.headers['content-type']?.[0]),
    ...defined({ tenantOrgId: addressed.tenantOrgId, viaEdge: addressed.viaEdge }),
  };
  const headers = { ...rate.headers, ...addressed.extraHeaders };
  const guarded = (match?.route.guard ?? options.guard)(request);
  if (guarded !== undefined) return complete(options, incoming, withHeaders(guarded, headers));
  if (match === undefined) return complete(options, incoming, withHeaders(answerNotRouted(), headers));
  const given = await callRoute(options, match.route, request);
  return match.route.finish(complete(options, incoming, withHeaders(given, headers)), request);
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

function redirectTrailingSlash(
  options: ServiceOptions,
  incoming: IncomingRequest,
  addressed: Addressed,
): ApiAnswer | undefined {
  const { path, search } = splitTarget(incoming.target);
  if (!path.endsWith('/') || path === '/') return undefined;
  if (options.findRoute(incoming.method, addressed.routedPath) !== undefined) return undefined;
  if (options.findRoute(incoming.method, addressed.routedPath.slice(0, -1)) === undefined) return undefined;
  return answer(incoming.method === 'GET' ? 301 : 307, undefined, { Location: `${path.slice(0, -1)}${search}` });
}

function isForeignOrigin(incoming: IncomingRequest): boolean {
  const host = incoming.headers.host?.[0] ?? '';
  return (incoming.headers.origin ?? []).some((origin) => origin !== `http://${host}` && origin !== `https://${host}`);
}

function withHeaders(given: ApiAnswer, headers: Readonly<Record<string, string>>): ApiAnswer {
  return { ...given, headers: { ...headers, ...given.headers } };
}

/** Puts on an answer what all answers carry. */
export function complete(options: ServiceOptions, incoming: IncomingRequest, given: ApiAnswer): ApiAnswer {
  const sent = incoming.headers['x-request-id']?.[0];
  const requestId = sent !== undefined && /^[\x21-\x7e]{1,128}$/.test(sent) ? sent : options.createRequestId();
  return withHeaders(given, { 'X-Request-Id': requestId, 'X-Content-Type-Options': 'nosniff' });
}
