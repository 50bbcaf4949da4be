import { isJsonObject, type JsonValue } from '../core/json.ts';
import type { Contract, Operation, Pointer } from './contract.ts';
import { escapeToken, valueAtPointer } from '../core/pointer.ts';

/** The places of the document that a node is made of: itself, and whatever its references lead to. */
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

/** Whether a node is one of the places, or stands in one. */
export function isWithin(pointer: Pointer, places: readonly Pointer[]): boolean {
  return places.some((place) => pointer === place || pointer.startsWith(`${place}/`));
}

/** Whether what is sent to the operation is made of a node: its parameters, its request body. */
export function shapesRequests(contract: Contract, operation: Operation, pointer: Pointer): boolean {
  const parts = [
    ...operation.parameters.flatMap((parameter) => [parameter.pointer, parameter.schemaPointer]),
    ...(operation.requestBody === undefined ? [] : [operation.requestBody.pointer]),
  ];
  return parts.some((part) => isWithin(pointer, placesOf(contract, part)));
}
