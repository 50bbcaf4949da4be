import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken, unescapeToken } from '../core/pointer.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Pointer, Resolve } from './contract.ts';
import { kindOfMember, type NodeKind } from './walk-document.ts';

const MOST_NODES = 20_000;
/** Without references they name nothing. */
const NAMES = new Set(['$defs', 'definitions', '$id', '$anchor', '$dynamicAnchor', '$schema', '$comment']);

class NotInlinable extends Error {}

/** A schema with every reference replaced by what it refers to, or why that cannot be done: cycles, or more than memory is worth. */
export function inlineSchema(resolve: Resolve, pointer: Pointer): Result<JsonValue> {
  const found = resolve(pointer.slice(0, pointer.lastIndexOf('/')));
  const name = unescapeToken(pointer.slice(pointer.lastIndexOf('/') + 1));
  const owner = found?.value;
  // The node itself, not what it refers to: keywords may stand beside its reference.
  const schema = Array.isArray(owner)
    ? (owner as readonly JsonValue[])[Number(name)]
    : isJsonObject(owner)
      ? owner[name]
      : undefined;
  if (found === undefined || schema === undefined) return err(`there is no schema at ${pointer}`);
  let nodes = 0;
  try {
    return ok(inline(schema, `${found.pointer}/${escapeToken(name)}`, 'schema', []));
  } catch (error) {
    if (error instanceof NotInlinable) return err(error.message);
    throw error;
  }

  function inline(value: JsonValue, at: Pointer, kind: NodeKind, above: readonly Pointer[]): JsonValue {
    nodes += 1;
    if (nodes > MOST_NODES)
      throw new NotInlinable(`the schema has more than ${MOST_NODES} nodes without its references`);
    if (kind === 'data') return value;
    if (Array.isArray(value))
      return (value as readonly JsonValue[]).map((item, index) => inline(item, `${at}/${index}`, kind, above));
    if (!isJsonObject(value)) return value;
    if (kind !== 'schema') return inlineMembers(value, at, kind, above);
    if (value['$dynamicRef'] !== undefined) throw new NotInlinable(`the dynamic reference at ${at} cannot be replaced`);
    const { $ref: reference, ...beside } = value;
    if (typeof reference !== 'string') return inlineMembers(value, at, kind, above);
    const target = inlineTarget(at, reference, above);
    const own = inlineMembers(beside, at, kind, above);
    return Object.keys(own).length === 0 ? target : { allOf: [target, own] };
  }

  function inlineTarget(at: Pointer, reference: string, above: readonly Pointer[]): JsonValue {
    const target = resolve(at);
    if (target === undefined) throw new NotInlinable(`the reference ${reference} leads nowhere`);
    if (above.includes(target.pointer)) throw new NotInlinable(`the schema contains itself at ${target.pointer}`);
    return inline(target.value, target.pointer, 'schema', [...above, target.pointer]);
  }

  function inlineMembers(node: JsonObject, at: Pointer, kind: NodeKind, above: readonly Pointer[]): JsonObject {
    const kept = Object.entries(node).filter(([key]) => kind !== 'schema' || !NAMES.has(key));
    return Object.fromEntries(
      kept.map(([key, member]) => [
        key,
        inline(member ?? null, `${at}/${escapeToken(key)}`, kindOfMember(kind, key, member), above),
      ]),
    );
  }
}
