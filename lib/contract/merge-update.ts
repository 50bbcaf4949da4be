import { isJsonObject, type JsonValue } from '../core/json.ts';

/** These lists are sets in JSON Schema: a name that is there already is not added again. */
const SETS = new Set(['required', 'enum', 'type']);

/** An update merged into a node (OpenAPI Overlay 1.0.0, section 4.4.3): objects member by member, lists joined, plain values replaced. */
export function mergeUpdate(node: JsonValue | undefined, update: JsonValue, key = ''): JsonValue {
  if (isList(node) && isList(update)) return [...node, ...addedItems(node, update, key).map(([, item]) => item)];
  if (!isJsonObject(node) || !isJsonObject(update)) return update;
  const merged = new Map(Object.entries(node));
  for (const [name, value] of Object.entries(update))
    merged.set(name, mergeUpdate(merged.get(name), value ?? null, name));
  return Object.fromEntries(merged);
}

/** The items of an update that a list does not have yet, with their places in the update. */
export function addedItems(
  node: readonly JsonValue[],
  update: readonly JsonValue[],
  key: string,
): readonly (readonly [index: number, item: JsonValue])[] {
  const items = [...update.entries()];
  return SETS.has(key) ? items.filter(([, item]) => !node.includes(item)) : items;
}

/** Array.isArray does not narrow readonly arrays. */
export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
