import { createHash, timingSafeEqual } from 'node:crypto';
import type { UnauthenticatedRequest } from './http.ts';

/** Whether two secrets are the same, in a time that does not depend on where they differ. */
export function isSameSecret(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

/** The bearer token: exactly one `Authorization` header, `Bearer`, one space, one token. */
export function readBearer(request: UnauthenticatedRequest): string | undefined {
  const value = readOnlyValue(request, 'authorization');
  return value === undefined ? undefined : /^Bearer ([\x21-\x7e]+)$/.exec(value)?.[1];
}

/** The session cookie; two of them are as good as none. */
export function readSessionCookie(request: UnauthenticatedRequest): string | undefined {
  const values = (request.headers.cookie ?? [])
    .flatMap((header) => header.split(';'))
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith('mcp_session='))
    .map((pair) => pair.slice('mcp_session='.length));
  return values.length === 1 ? values[0] : undefined;
}

/** The value of a header that is there exactly once. */
export function readOnlyValue(request: UnauthenticatedRequest, name: string): string | undefined {
  const values = request.headers[name] ?? [];
  return values.length === 1 ? values[0] : undefined;
}
