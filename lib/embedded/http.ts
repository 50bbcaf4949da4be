import { defined } from '../core/defined.ts';
import type { JsonValue } from '../core/json.ts';

/** What was found in the request body: nothing, something that is not JSON, or a value. */
export type RequestBody =
  { readonly kind: 'absent' } | { readonly kind: 'malformed' } | { readonly kind: 'json'; readonly value: JsonValue };

/** Who is calling, after authentication. `open` operations get `anonymous`. */
export type Caller =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'user'; readonly userId: string }
  | { readonly kind: 'cp-admin' }
  | { readonly kind: 'provisioner' }
  | { readonly kind: 'deprovisioner'; readonly orgId: string }
  | { readonly kind: 'org-key'; readonly orgId: string; readonly tokenId: string }
  | { readonly kind: 'tenant-admin'; readonly orgId: string }
  | { readonly kind: 'workspace'; readonly orgId: string; readonly workspaceId: string };

/** A request as a handler sees it: routed, authenticated, body parsed. Header names are lower case. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: RequestBody;
  readonly caller: Caller;
  /** The org whose tenant is addressed (by host or by the edge proxy); absent on the control plane's own routes. */
  readonly tenantOrgId?: string;
  /** The control plane's host has passed it on to a tenant. */
  readonly viaEdge?: true;
}

/** A request before anybody asked who sent it. */
export type UnauthenticatedRequest = Omit<ApiRequest, 'caller'>;

/** What a handler answers. `body` is sent as JSON; absent means no body at all. `raw` replaces everything below HTTP. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: JsonValue;
  /** Sent as it is in place of `body`; `headers` should name its content type, else it is plain text. */
  readonly text?: string;
  readonly raw?: RawAnswer;
}

/** Misbehaviour below HTTP: bytes put on the socket as they are, then the socket is ended or reset; or a wait before it. */
export interface RawAnswer {
  readonly bytes: Buffer;
  readonly then: 'end' | 'reset';
}

/** Which credentials open a route; the embedded deployment's own table, deliberately not read from the contract. */
export type Access =
  | 'open'
  | 'session'
  | 'cp-admin'
  | 'provision'
  | 'deprovision-pair'
  | 'tenant-admin'
  | 'tenant-admin-or-session'
  | 'tenant-admin-or-workspace';

/** Says who is calling, or nothing when the credentials do not open the route. */
export type Authenticate = (request: UnauthenticatedRequest) => Caller | undefined;

/** Refuses a request before anybody asks who sent it, or lets it pass. */
export type Guard = (request: UnauthenticatedRequest) => ApiAnswer | undefined;

/** Turns an answer into the one that is sent; sees refusals too. */
export type FinishAnswer = (answer: ApiAnswer, request: UnauthenticatedRequest) => ApiAnswer | Promise<ApiAnswer>;

export type Handler = (request: ApiRequest) => ApiAnswer | Promise<ApiAnswer>;

/** One operation of the embedded deployment. `path` has `{name}` parameters. */
export interface Route {
  readonly operationId: string;
  readonly service: 'cp' | 'tenant';
  readonly method: string;
  readonly path: string;
  readonly access: Access;
  readonly handle: Handler;
}

export function answer(status: number, body?: JsonValue, headers?: Readonly<Record<string, string>>): ApiAnswer {
  return { status, ...defined({ body, headers }) };
}

/** The platform's error body: `{ "error": "<sentence>" }`. */
export function refuse(status: number, message: string): ApiAnswer {
  return answer(status, { error: message });
}

/** What the router says about a path or a method that it does not have. */
export function answerNotRouted(): ApiAnswer {
  return { status: 404, text: '404 page not found', headers: { 'Content-Type': 'text/plain; charset=utf-8' } };
}
