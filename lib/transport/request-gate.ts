import type { Failure, HeaderLine } from '../exchange/exchange.ts';
import type { Redactor } from '../exchange/redaction.ts';
import { failed } from './failure.ts';
import { isLoopbackHost } from '../config/loopback.ts';

export interface BaseUrl {
  readonly origin: string;
  readonly protocol: string;
  readonly hostname: string;
  /** A path that every path of the service stands below; mostly empty. */
  readonly prefix: string;
}

export function parseBaseUrl(baseUrl: string): BaseUrl | undefined {
  if (!URL.canParse(baseUrl)) return undefined;
  const { origin, protocol, hostname, pathname } = new URL(baseUrl);
  return { origin, protocol, hostname, prefix: pathname.replace(/\/+$/, '') };
}

/** What the gate looks at. */
export interface GatedRequest {
  readonly path: string;
  readonly headers: readonly HeaderLine[];
  readonly body?: string;
}

export interface Gate {
  readonly isAllowed: (origin: string) => boolean;
  readonly redactor: Redactor;
}

/** Why a request must not leave this machine, if it must not. */
export function refusalOf(request: GatedRequest, base: BaseUrl, gate: Gate): Failure | undefined {
  if (!gate.isAllowed(base.origin)) return failed('blocked', 'the host is not part of the target');
  if (!request.path.startsWith('/')) return failed('blocked', 'the path does not begin with a slash');
  if (base.protocol === 'http:' && !isLoopbackHost(base.hostname) && carriesCredential(request, gate.redactor)) {
    return failed('blocked', 'a credential is not sent over plain http to another machine');
  }
  return undefined;
}

const CREDENTIAL_HEADER = /^(?:authorization|proxy-authorization|cookie|x-.*(?:token|key|secret))$/i;

function carriesCredential(request: GatedRequest, redactor: Redactor): boolean {
  if (request.headers.some(([name]) => CREDENTIAL_HEADER.test(name))) return true;
  const values = request.headers.map(([, value]) => value);
  return redactor.hits([request.path, request.body ?? '', ...values].join('\n')).length > 0;
}
