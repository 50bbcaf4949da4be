import { looksLikeId } from '../checks/body-place.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';

const DEEPEST = 6;

/**
 * The schema that describes values no closer than by type and member names: what was seen once is no promise, so nothing is
 * required, and no value of an answer stands in it.
 */
export function inferSchema(values: readonly JsonValue[], depth = 0): JsonObject {
  const types = [...new Set(values.map(typeOf))].sort();
  // Every whole number is a number.
  const plain = types.includes('number') ? types.filter((type) => type !== 'integer') : types;
  const [only] = plain;
  const type = plain.length === 1 && only !== undefined ? only : plain;
  if (depth >= DEEPEST) return { type };
  const objects = values.filter(isJsonObject);
  const items = values.flatMap((value) => (Array.isArray(value) ? (value as readonly JsonValue[]) : []));
  return {
    type,
    ...(objects.length === 0 ? {} : inferMembers(objects, depth)),
    ...(items.length === 0 ? {} : { items: inferSchema(items, depth + 1) }),
  };
}

/** Names that look like ids are keys of a map: the next answer has others. */
function inferMembers(objects: readonly JsonObject[], depth: number): JsonObject {
  const names = [...new Set(objects.flatMap((each) => Object.keys(each)))].sort();
  const valuesOf = (wanted: readonly string[]): readonly JsonValue[] =>
    objects.flatMap((each) => wanted.flatMap((name) => (Object.hasOwn(each, name) ? [each[name] ?? null] : [])));
  const keys = names.filter(looksLikeId);
  const members = names.filter((name) => !looksLikeId(name));
  return {
    ...(members.length === 0
      ? {}
      : { properties: Object.fromEntries(members.map((name) => [name, inferSchema(valuesOf([name]), depth + 1)])) }),
    ...(keys.length === 0 ? {} : { additionalProperties: inferSchema(valuesOf(keys), depth + 1) }),
  };
}

/** The name that JSON Schema has for the type of a value (JSON Schema 2020-12 validation, section 6.1.1). */
export function typeOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}
