import { isJsonObject, type JsonValue } from './json.ts';

/** The value at a JSON Pointer (RFC 6901), or undefined. */
export function valueAtPointer(value: JsonValue | undefined, pointer: string): JsonValue | undefined {
  let current: JsonValue | undefined = value;
  for (const token of pointer.split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(current)) current = (current as readonly JsonValue[])[Number(name)];
    else if (isJsonObject(current)) current = current[name];
    else return undefined;
  }
  return current;
}

/** A member name as one token of a JSON Pointer (RFC 6901, section 3). */
export function escapeToken(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
