import type { JsonValue } from './json.ts';

/** JSON nested deeper than this is not looked into: most readers of JSON overflow their stack some thousands of levels down. */
export const DEEPEST_JSON = 500;

/** A text as JSON (RFC 8259), or why it is not looked into. */
type ParsedJson =
  { readonly kind: 'json'; readonly value: JsonValue } | { readonly kind: 'not-json' } | { readonly kind: 'too-deep' };

/** Parses a text that came from outside. Nothing that works on the value has to mind its depth (RFC 8259, section 9). */
export function parseJson(text: string): ParsedJson {
  try {
    // JSON.parse gives nothing but JSON values.
    const value = JSON.parse(text) as JsonValue;
    return isTooDeep(value) ? { kind: 'too-deep' } : { kind: 'json', value };
  } catch {
    return { kind: 'not-json' };
  }
}

/** Goes down level by level, since a recursion would overflow where it matters. */
function isTooDeep(value: JsonValue): boolean {
  let level: readonly (JsonValue | undefined)[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST_JSON) return true;
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
  return false;
}
