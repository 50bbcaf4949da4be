/** A cookie of a `Cookie` header, or the one that a `Set-Cookie` sets (RFC 6265, sections 4.1 and 4.2). */
interface Cookie {
  readonly name: string;
  readonly value: string;
}

/** Parses a `Cookie` header and returns its cookies in order. */
export function parseCookies(header: string): readonly Cookie[] {
  return header.split(';').flatMap((pair) => parsePair(pair) ?? []);
}

/** Parses the cookie of a `Set-Cookie` header, without its attributes. */
export function parseSetCookie(header: string): Cookie | undefined {
  return parsePair(header.split(';')[0] ?? '');
}

/** Replaces the cookie values in a header with markers, as in `session=[secret:cookie session]`. Names and attributes stay. */
export function hideCookieValues(headerName: string, value: string): string {
  const parts = value.split(';');
  const hidden =
    headerName.toLowerCase() === 'set-cookie' ? [hidePair(parts[0] ?? ''), ...parts.slice(1)] : parts.map(hidePair);
  return hidden.join(';');
}

function hidePair(pair: string): string {
  const cookie = parsePair(pair);
  if (cookie === undefined || cookie.value === '' || IS_MARKER.test(cookie.value)) return pair;
  const start = pair.indexOf('=') + 1;
  return `${pair.slice(0, start)}[secret:cookie ${cookie.name.replace(/[^\w.-]/g, '_')}]`;
}

const IS_MARKER = /^"?\[secret:[^\]]+\]"?$/;

function parsePair(pair: string): Cookie | undefined {
  const at = pair.indexOf('=');
  if (at < 1) return undefined;
  const name = pair.slice(0, at).trim();
  return name === ''
    ? undefined
    : {
        name,
        value: pair
          .slice(at + 1)
          .trim()
          .replace(/^"(.*)"$/s, '$1'),
      };
}
