import { isJsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken, valueAtPointer, isWithin } from '../core/pointer.ts';
import type { Contract, Pointer } from './contract.ts';

/** Lists the places of the document that a node is made of: its own, and those that its references lead to. */
export function placesOf({ document, resolve }: Contract, pointer: Pointer): readonly Pointer[] {
  const places = new Set<Pointer>();
  visit(pointer);
  return [...places];

  function visit(place: Pointer): void {
    if (places.has(place)) return;
    places.add(place);
    follow(valueAtPointer(document, place), place);
  }

  function follow(value: JsonValue | undefined, place: Pointer): void {
    if (Array.isArray(value))
      (value as readonly JsonValue[]).forEach((item, index) => follow(item, `${place}/${index}`));
    if (!isJsonObject(value)) return;
    if (typeof value['$ref'] === 'string') {
      const target = resolve(place);
      if (target !== undefined) visit(target.pointer);
    }
    for (const [key, member] of Object.entries(value)) follow(member, `${place}/${escapeToken(key)}`);
  }
}

/** True for a node at one of the places, or below one. */
export function isWithinAny(pointer: Pointer, places: readonly Pointer[]): boolean {
  return places.some((place) => isWithin(pointer, place));
}

/** The keywords that lead from the schema of an object or list to those of its member, or of any of its items. Takes a token as it stands in a pointer. */
export function stepsDown(token: string): readonly string[] {
  return token === '*' ? ['items', 'additionalProperties'] : [`properties/${token}`];
}
