import { isJsonObject, type JsonValue } from './json.ts';

/** The value at a JSON Pointer (RFC 6901), or undefined. */
export function valueAtPointer(value: JsonValue | undefined, pointer: string): JsonValue | undefined {
  let current: JsonValue | undefined = value;
  for (const token of pointer.split('/').slice(1)) {
    const name = unescapeToken(token);
    if (Array.isArray(current)) current = (current as readonly JsonValue[])[Number(name)];
    else if (isJsonObject(current)) current = current[name];
    else return undefined;
  }
  return current;
}

/** The member name that a token of a JSON Pointer stands for (RFC 6901, section 4). */
export function unescapeToken(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** A member name as one token of a JSON Pointer (RFC 6901, section 3). */
export function escapeToken(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The pointer to what holds the value: `/a/b` for `/a/b/c`; empty for the whole document. */
export function parentOf(pointer: string): string {
  return pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')));
}

/** The last token of a pointer, escaped as it stands there: `c` for `/a/b/c`. */
export function lastTokenOf(pointer: string): string {
  return pointer.slice(pointer.lastIndexOf('/') + 1);
}

/** The pointer with `*` in place of every array index. */
export function withStars(pointer: string): string {
  return pointer.replace(/\/\d+(?=\/|$)/g, '/*');
}

/** True for the pointer to a place, and to everything below it. */
export function isWithin(pointer: string, place: string): boolean {
  return pointer === place || pointer.startsWith(`${place}/`);
}
