import { STATUS_CODES } from 'node:http';
import { defined } from '../core/defined.ts';
import type { JsonValue } from '../core/json.ts';

/** A parsed request body: none, one that is not JSON, or a JSON value. */
export type RequestBody =
  { readonly kind: 'absent' } | { readonly kind: 'malformed' } | { readonly kind: 'json'; readonly value: JsonValue };

/** The authenticated caller. Operations that are `open` get `anonymous`. */
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
  /** Names the org whose tenant is addressed, by host or by the edge proxy; absent on the control plane's own routes. */
  readonly tenantOrgId?: string;
  /** True if the edge proxy on the control plane's host has passed the request on to a tenant. */
  readonly viaEdge?: true;
}

/** A request before authentication. */
export type UnauthenticatedRequest = Omit<ApiRequest, 'caller'>;

/** The answer of a handler. `body` is sent as JSON; absent means no body at all. `raw` replaces everything below HTTP. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: JsonValue;
  /** Sent as it is in place of `body`; `headers` should name its content type, else it is plain text. */
  readonly text?: string;
  readonly raw?: RawAnswer;
}

/** Misbehaviour below HTTP: bytes are put on the socket as they are, then the socket is ended or reset. */
export interface RawAnswer {
  readonly bytes: Buffer;
  readonly then: 'end' | 'reset';
}

/** The credentials that open a route. Deliberately not read from the contract: the deployment must be able to disagree with it. */
export type Access =
  | 'open'
  | 'session'
  | 'cp-admin'
  | 'provision'
  | 'deprovision-pair'
  | 'tenant-admin'
  | 'tenant-admin-or-session'
  | 'tenant-admin-or-workspace';

/** Returns the caller, or undefined if the credentials do not open the route. */
export type Authenticate = (request: UnauthenticatedRequest) => Caller | undefined;

/** Refuses a request before authentication, or lets it pass. */
export type Guard = (request: UnauthenticatedRequest) => ApiAnswer | undefined;

/** Turns an answer into the one that is sent; sees refusals too. */
export type FinishAnswer = (answer: ApiAnswer, request: UnauthenticatedRequest) => ApiAnswer | Promise<ApiAnswer>;

export type Handler = (request: ApiRequest) => ApiAnswer | Promise<ApiAnswer>;

/** The two services. Each listens on a port of its own. */
export type ServiceName = 'cp' | 'tenant';

/** One operation of the embedded deployment. `path` has `{name}` parameters. */
export interface Route {
  readonly operationId: string;
  readonly service: ServiceName;
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

/** Answers a path or a method that has no route. */
export function answerNotRouted(): ApiAnswer {
  return { status: 404, text: '404 page not found', headers: { 'Content-Type': 'text/plain; charset=utf-8' } };
}

/** Answers 401, with the challenge that fits the carrier of the credential. */
export function refuseUnauthenticated(access: Access): ApiAnswer {
  const challenge =
    access === 'session' ? 'Cookie realm="molecule", cookie-name="mcp_session"' : 'Bearer realm="molecule"';
  return answer(401, { error: 'authentication required' }, { 'WWW-Authenticate': challenge });
}

/** Renders the body of an answer, with the content type that goes with it unless the answer names its own. */
export function renderBody(answer: ApiAnswer): { readonly bytes: Buffer; readonly contentType?: string } {
  if (answer.text !== undefined) {
    return { bytes: Buffer.from(answer.text, 'utf8'), contentType: 'text/plain; charset=utf-8' };
  }
  if (answer.body === undefined) return { bytes: Buffer.alloc(0) };
  return { bytes: Buffer.from(JSON.stringify(answer.body), 'utf8'), contentType: 'application/json; charset=utf-8' };
}

/** Renders the whole answer as HTTP/1.1 bytes, for faults below HTTP. */
export function renderAnswer(answer: ApiAnswer): Buffer {
  const { bytes, contentType } = renderBody(answer);
  const headers: Record<string, string> = {
    ...defined({ 'Content-Type': contentType }),
    'Content-Length': String(bytes.length),
    ...answer.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const statusLine = `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? 'Unknown'}\r\n`;
  return Buffer.concat([Buffer.from(`${statusLine}${lines.join('')}\r\n`, 'utf8'), bytes]);
}

/** Returns the id of the user behind a session. Routes with session access have no other caller. */
export function callingUserId(request: ApiRequest): string {
  return request.caller.kind === 'user' ? request.caller.userId : '';
}
