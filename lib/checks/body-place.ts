import { isJsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken, unescapeToken, withStars } from '../core/pointer.ts';
import { compilePattern } from '../contract/compile-pattern.ts';
import { declaredMembers } from '../contract/declared-members.ts';
import type { Contract, Pointer } from '../contract/contract.ts';

/**
 * Makes a function that turns a JSON Pointer into a body into the pattern that findings have: `/items/3/id` into
 * `/items/*\/id`. Array indexes and keys of maps become `*`; so does a key that looks like an id, which would be another one
 * in the next run. Without a schema only indexes do.
 */
export function createPlacer(
  contract: Contract,
  schemaPointer: Pointer | undefined,
): (body: JsonValue, pointer: Pointer) => string {
  if (schemaPointer === undefined) return (_, pointer) => withStars(pointer);
  const declared = declaredMembers(contract, schemaPointer);
  const members = new Set(declared.members);
  const maps = new Set(declared.maps);
  const patterns = declared.patterns.map(({ place, pattern }) => ({ place, pattern: compilePattern(pattern) }));
  return (body, pointer) => {
    let place = '';
    let current: JsonValue | undefined = body;
    for (const token of pointer.split('/').slice(1)) {
      const name = unescapeToken(token);
      const named = `${place}/${name}`;
      const isKey =
        isJsonObject(current) &&
        !members.has(named) &&
        (maps.has(place) || isOfPattern(place, name) || looksLikeId(name));
      place = Array.isArray(current) || isKey ? `${place}/*` : named;
      current = childOf(current, name);
    }
    return place;
  };

  function isOfPattern(at: string, name: string): boolean {
    return patterns.some(({ place, pattern }) => place === at && pattern.test(name));
  }
}

function childOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  // Array.isArray does not narrow readonly arrays.
  if (Array.isArray(value)) return (value as readonly JsonValue[])[Number(name)];
  return isJsonObject(value) ? value[name] : undefined;
}

export function looksLikeId(name: string): boolean {
  return /^\d+$|^[0-9a-f]{8}-[0-9a-f]{4}-|^[0-9a-f]{12,}$|\d{6,}|^\[secret:/i.test(name);
}

/** Yields every value in a body with its pointer, array indexes kept, parents before children. */
export function* walkBody(
  value: JsonValue,
  pointer: Pointer = '',
): Generator<readonly [pointer: Pointer, name: string, value: JsonValue]> {
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly JsonValue[]).entries()) {
      yield [`${pointer}/${index}`, '', item];
      yield* walkBody(item, `${pointer}/${index}`);
    }
  } else if (isJsonObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      const at = `${pointer}/${escapeToken(name)}`;
      yield [at, name, member ?? null];
      yield* walkBody(member ?? null, at);
    }
  }
}
