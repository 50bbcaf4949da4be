import { escapeRegExp } from '../core/text.ts';
import type { Failure, HeaderLine } from '../exchange/exchange.ts';
import type { Redactor } from '../exchange/redaction.ts';
import { failed } from './failure.ts';
import { isLoopbackHost } from '../config/loopback.ts';

interface BaseUrl {
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

/** The parts of a request that are looked at before it may leave. */
interface GatedRequest {
  readonly path: string;
  readonly headers: readonly HeaderLine[];
  readonly body?: string;
}

interface Gate {
  readonly isAllowed: (origin: string) => boolean;
  readonly redactor: Redactor;
}

/** Returns the failure that a request ends with where it must not leave this machine; undefined where it may. */
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

const SLUG = '{slug}';
const PLACEHOLDER = 'slug-placeholder';
const HOST_LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';

/**
 * Compiles the test for origins that may be called, from base URLs in which `{slug}` stands for the name of an org. Neither an
 * answer nor a mistake in a template can make the program call another.
 */
export function compileAllowedOrigins(baseUrls: readonly string[]): (origin: string) => boolean {
  const patterns = baseUrls.map((baseUrl) => {
    const origin = new URL(baseUrl.replaceAll(SLUG, PLACEHOLDER)).origin;
    return new RegExp(`^${escapeRegExp(origin).replaceAll(PLACEHOLDER, HOST_LABEL)}$`, 'i');
  });
  return (origin) => patterns.some((pattern) => pattern.test(origin));
}
