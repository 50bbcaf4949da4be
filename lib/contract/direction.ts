import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken, valueAtPointer } from '../core/pointer.ts';
import type { Pointer, Resolve } from './contract.ts';
import { walkDocument } from './walk-document.ts';

/** The annotation of members that do not go in a direction: `writeOnly` ones are in no answer, `readOnly` ones in no request. */
type Hiding = 'writeOnly' | 'readOnly';

/**
 * Copies a document without the `required` names of members that do not go in a direction, in the schema that annotates them or
 * in one that an `allOf` joins with it (OpenAPI 3.1, schema object; JSON Schema 2020-12 validation, section 9.4).
 */
export function withoutHidden(document: JsonObject, resolve: Resolve, hiding: Hiding): JsonObject {
  const hidden = new Map<Pointer, Set<string>>();
  for (const { kind, pointer } of walkDocument(document)) {
    if (kind !== 'schema') continue;
    const parts = joinedParts(pointer);
    const names = [...parts].flatMap(([place, part]) => hiddenNames(place, part));
    if (names.length === 0) continue;
    for (const [place, part] of parts)
      if (part['required'] !== undefined) hidden.set(place, new Set([...(hidden.get(place) ?? []), ...names]));
  }
  if (hidden.size === 0) return document;
  const copied = structuredClone(document);
  for (const [place, names] of hidden) {
    // The copy is nobody else's, so it can be written to.
    const schema = valueAtPointer(copied, place) as { required?: readonly JsonValue[] };
    schema.required = (schema.required ?? []).filter((name) => typeof name !== 'string' || !names.has(name));
  }
  return copied;

  /** The schema, those that it refers to, and those of its `allOf`: they describe one object together. */
  function joinedParts(pointer: Pointer, found = new Map<Pointer, JsonObject>()): ReadonlyMap<Pointer, JsonObject> {
    const node = valueAtPointer(document, pointer);
    if (!isJsonObject(node) || found.has(pointer)) return found;
    found.set(pointer, node);
    const target = resolve.once(pointer);
    if (target !== undefined) joinedParts(target.pointer, found);
    const { allOf } = node;
    if (Array.isArray(allOf)) allOf.forEach((_, index) => joinedParts(`${pointer}/allOf/${index}`, found));
    return found;
  }

  function hiddenNames(pointer: Pointer, { properties }: JsonObject): readonly string[] {
    return Object.keys(isJsonObject(properties) ? properties : {}).filter((name) => {
      const member = joinedParts(`${pointer}/properties/${escapeToken(name)}`);
      return [...member.values()].some((part) => part[hiding] === true);
    });
  }
}
