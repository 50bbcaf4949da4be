import { isJsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken } from '../core/pointer.ts';
import type { Contract, Pointer } from './contract.ts';

/** What a schema names: member places with `*` for array items and map values, and the values of its enums. */
export interface DeclaredMembers {
  readonly members: readonly string[];
  /** Places of objects whose keys are data: their values are at `<place>/*`. */
  readonly maps: readonly string[];
  readonly enums: readonly { readonly place: string; readonly values: readonly JsonValue[] }[];
}

const DEEPEST = 8;

/** Walks a schema through its references and compositions. Cycles end where a schema is met again on the way down. */
export function declaredMembers(contract: Contract, schemaPointer: Pointer): DeclaredMembers {
  const members = new Set<string>();
  const maps = new Set<string>();
  const enums = new Map<string, readonly JsonValue[]>();
  walk(schemaPointer, '', []);
  return { members: [...members].sort(), maps: [...maps].sort(), enums: [...enums].map(([place, values]) => ({ place, values })) };

  function walk(pointer: Pointer, place: string, above: readonly Pointer[]): void {
    const found = contract.resolve(pointer);
    if (found === undefined || !isJsonObject(found.value) || above.includes(found.pointer) || above.length > DEEPEST) return;
    const schema = found.value;
    const down = [...above, found.pointer];
    if (Array.isArray(schema['enum'])) enums.set(place, schema['enum'] as readonly JsonValue[]);
    for (const name of Object.keys(isJsonObject(schema['properties']) ? schema['properties'] : {})) {
      members.add(`${place}/${name}`);
      walk(`${found.pointer}/properties/${escapeToken(name)}`, `${place}/${name}`, down);
    }
    if (isJsonObject(schema['additionalProperties'])) maps.add(place);
    for (const keyword of ['items', 'additionalProperties']) {
      if (isJsonObject(schema[keyword])) walk(`${found.pointer}/${keyword}`, `${place}/*`, down);
    }
    for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
      const branches = schema[keyword];
      if (Array.isArray(branches)) branches.forEach((_, index) => walk(`${found.pointer}/${keyword}/${index}`, place, down));
    }
  }
}
