import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken, valueAtPointer } from '../core/pointer.ts';
import type { Contract, Pointer } from './contract.ts';

/** The members that a schema names, with `*` for array items and map values, and the values of its enums. */
interface DeclaredMembers {
  readonly members: readonly string[];
  /** The places of objects whose keys are data; their values are at `<place>/*`. */
  readonly maps: readonly string[];
  /** The places of objects that say themselves that more members may come. */
  readonly open: readonly string[];
  /** Those among them that let anything in, and say nothing of it: `additionalProperties: true`. */
  readonly lax: readonly string[];
  /** Patterns of names that are declared in the object at a place; their values are at `<place>/*`. */
  readonly patterns: readonly { readonly place: string; readonly pattern: string }[];
  /** The places of members that are in no answer, and of those that are in no request. */
  readonly writeOnly: readonly string[];
  readonly readOnly: readonly string[];
  readonly enums: readonly { readonly place: string; readonly values: readonly JsonValue[] }[];
}

const DEEPEST = 8;
const ITEMS = ['items', 'additionalProperties', 'unevaluatedProperties', 'unevaluatedItems', 'contains'];
const REST = ['additionalProperties', 'unevaluatedProperties'];
const CONDITIONAL = ['if', 'then', 'else'];
const COMPOSITIONS = ['allOf', 'anyOf', 'oneOf'];

const known = new WeakMap<Contract, Map<Pointer, DeclaredMembers>>();

/**
 * Collects the members of a schema through its references and compositions. A schema that contains itself is entered once. The
 * result is cached, because every answer is compared with it.
 */
export function declaredMembers(contract: Contract, schemaPointer: Pointer): DeclaredMembers {
  const ofContract = known.get(contract) ?? new Map<Pointer, DeclaredMembers>();
  known.set(contract, ofContract);
  const members = ofContract.get(schemaPointer) ?? collectMembers(contract, schemaPointer);
  ofContract.set(schemaPointer, members);
  return members;
}

function collectMembers(contract: Contract, schemaPointer: Pointer): DeclaredMembers {
  const members = new Set<string>();
  const maps = new Set<string>();
  const open = new Set<string>();
  const lax = new Set<string>();
  const patterns = new Map<string, { place: string; pattern: string }>();
  const hidden = { writeOnly: new Set<string>(), readOnly: new Set<string>() };
  const enums = new Map<string, readonly JsonValue[]>();
  walk(schemaPointer, '', []);
  return {
    members: [...members].sort(),
    maps: [...maps].sort(),
    open: [...open].sort(),
    lax: [...lax].sort(),
    patterns: [...patterns.values()],
    writeOnly: [...hidden.writeOnly].sort(),
    readOnly: [...hidden.readOnly].sort(),
    enums: [...enums].map(([place, values]) => ({ place, values })),
  };

  function walk(pointer: Pointer, place: string, above: readonly Pointer[]): void {
    const found = contract.resolve(pointer);
    if (found === undefined || above.includes(found.pointer) || above.length > DEEPEST) return;
    const own = valueAtPointer(contract.document, pointer);
    // Keywords beside a `$ref` count too (JSON Schema 2020-12 core, section 8.2.3.1), at each reference of a chain.
    if (found.pointer !== pointer && isJsonObject(own)) collect(own, pointer, { place, above });
    let next = contract.resolve.once(pointer);
    for (; next !== undefined && next.pointer !== found.pointer; next = contract.resolve.once(next.pointer))
      if (isJsonObject(next.value)) collect(next.value, next.pointer, { place, above });
    if (isJsonObject(found.value)) collect(found.value, found.pointer, { place, above: [...above, found.pointer] });
  }

  function collect(
    schema: JsonObject,
    at: Pointer,
    { place, above }: { place: string; above: readonly Pointer[] },
  ): void {
    if (Array.isArray(schema['enum'])) enums.set(place, schema['enum'] as readonly JsonValue[]);
    for (const hiding of ['writeOnly', 'readOnly'] as const) if (schema[hiding] === true) hidden[hiding].add(place);
    for (const name of namesIn(schema['properties'])) {
      members.add(`${place}/${name}`);
      walk(`${at}/properties/${escapeToken(name)}`, `${place}/${name}`, above);
    }
    for (const pattern of namesIn(schema['patternProperties'])) {
      patterns.set(`${place} ${pattern}`, { place, pattern });
      walk(`${at}/patternProperties/${escapeToken(pattern)}`, `${place}/*`, above);
    }
    for (const name of namesIn(schema['dependentSchemas']))
      walk(`${at}/dependentSchemas/${escapeToken(name)}`, place, above);
    for (const keyword of REST) if (schema[keyword] === true || isJsonObject(schema[keyword])) open.add(place);
    if (schema['additionalProperties'] === true) lax.add(place);
    if (isJsonObject(schema['additionalProperties'])) maps.add(place);
    for (const keyword of ITEMS) if (isJsonObject(schema[keyword])) walk(`${at}/${keyword}`, `${place}/*`, above);
    for (const keyword of CONDITIONAL) if (isJsonObject(schema[keyword])) walk(`${at}/${keyword}`, place, above);
    for (const keyword of COMPOSITIONS) walkList(schema[keyword], `${at}/${keyword}`, { place, above });
    walkList(schema['prefixItems'], `${at}/prefixItems`, { place: `${place}/*`, above });
  }

  function walkList(
    list: JsonValue | undefined,
    at: Pointer,
    { place, above }: { place: string; above: readonly Pointer[] },
  ): void {
    if (Array.isArray(list)) list.forEach((_, index) => walk(`${at}/${index}`, place, above));
  }
}

function namesIn(map: JsonValue | undefined): readonly string[] {
  return isJsonObject(map) ? Object.keys(map) : [];
}
