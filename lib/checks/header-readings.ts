import type { Contract, Pointer } from '../contract/contract.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken } from '../core/pointer.ts';

type Tools = Pick<Contract, 'resolve'>;

/**
 * Reads the text of a header in every way that its schema may mean (OpenAPI 3.1, parameter object: style `simple`, the only one
 * of headers): as a text, a number or a boolean, as a list `a,b`, and as an object `a,1,b,2`, or `a=1,b=2` where it is exploded.
 */
export function readingsOf(
  contract: Tools,
  schemaPointer: Pointer,
  { text, explode }: { readonly text: string; readonly explode: boolean },
): readonly JsonValue[] {
  const parts = text === '' ? [] : text.split(',').map((part) => part.trim());
  const items = parts.map((part) => readScalar(contract, `${schemaPointer}/items`, part));
  const members = explode ? explodedMembers(parts) : listedMembers(parts);
  const object = members?.map(([name, value]) => [name, readScalar(contract, memberPointer(name), value)] as const);
  return [
    text,
    ...plainReadings(text),
    items,
    parts,
    ...(object === undefined ? [] : [Object.fromEntries(object) as JsonObject]),
  ];

  function memberPointer(name: string): Pointer {
    const declared = `${schemaPointer}/properties/${escapeToken(name)}`;
    return contract.resolve(declared) === undefined ? `${schemaPointer}/additionalProperties` : declared;
  }
}

/** A header is text on the wire; its schema may speak of a number or a boolean. */
function plainReadings(text: string): readonly JsonValue[] {
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return [Number(text)];
  return text === 'true' || text === 'false' ? [text === 'true'] : [];
}

/** Reads a part as the type that its schema has; without one it stays a text. */
function readScalar({ resolve }: Tools, pointer: Pointer, text: string): JsonValue {
  const schema = resolve(pointer)?.value;
  const types: readonly unknown[] = isJsonObject(schema) ? [schema['type']].flat() : [];
  const [reading = text] = plainReadings(text);
  const wanted = typeof reading === 'number' ? ['number', 'integer'] : ['boolean'];
  return types.some((type) => wanted.includes(String(type))) ? reading : text;
}

function explodedMembers(parts: readonly string[]): readonly (readonly [string, string])[] | undefined {
  const members = parts.map((part) => /^([^=]+)=(.*)$/.exec(part));
  return members.every((member) => member !== null)
    ? members.map(([, name = '', value = '']) => [name, value] as const)
    : undefined;
}

function listedMembers(parts: readonly string[]): readonly (readonly [string, string])[] | undefined {
  if (parts.length % 2 !== 0) return undefined;
  return parts.flatMap((name, index) => (index % 2 === 0 ? [[name, parts[index + 1] ?? ''] as const] : []));
}
