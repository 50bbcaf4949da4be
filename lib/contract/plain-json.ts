import type { JsonObject, JsonValue } from '../core/json.ts';
import { escapeToken } from '../core/pointer.ts';
import { err, ok, type Result } from '../core/result.ts';

const DEEPEST = 400;
const MOST_NODES = 1_000_000;

/** Why a value that was read from YAML is no JSON, and where. */
export interface NotJson {
  readonly pointer: string;
  readonly message: string;
}

class Refusal extends Error {
  readonly pointer: string;

  constructor(pointer: string, message: string) {
    super(message);
    this.pointer = pointer;
  }
}

/**
 * A copy as a tree of JSON (RFC 8259): what stood in two places stands there twice. Refuses what JSON cannot say (infinity, cycles,
 * maps with other keys) and what is too deep or, by repetition, too large.
 */
export function toPlainJson(value: unknown): Result<JsonValue, NotJson> {
  let nodes = 0;
  const above = new Set<object>();
  try {
    return ok(copy(value, '', 0));
  } catch (error) {
    if (error instanceof Refusal) return err({ pointer: error.pointer, message: error.message });
    throw error;
  }

  function copy(node: unknown, pointer: string, depth: number): JsonValue {
    nodes += 1;
    if (nodes > MOST_NODES) throw new Refusal(pointer, `the document has more than ${MOST_NODES} nodes`);
    if (depth > DEEPEST) throw new Refusal(pointer, `the document is nested more than ${DEEPEST} deep`);
    if (node === null || typeof node === 'string' || typeof node === 'boolean') return node;
    if (typeof node === 'number' && Number.isFinite(node)) return node;
    if (typeof node === 'number') throw new Refusal(pointer, `${node} cannot be written in JSON`);
    if (typeof node !== 'object') throw new Refusal(pointer, `a ${typeof node} cannot be written in JSON`);
    if (above.has(node)) throw new Refusal(pointer, 'the node contains itself');
    above.add(node);
    const copied = Array.isArray(node)
      ? node.map((item, index) => copy(item, `${pointer}/${index}`, depth + 1))
      : copyMembers(node, pointer, depth);
    above.delete(node);
    return copied;
  }

  function copyMembers(node: object, pointer: string, depth: number): JsonObject {
    if (Object.getPrototypeOf(node) !== Object.prototype)
      throw new Refusal(pointer, 'a node of this YAML type cannot be written in JSON');
    return Object.fromEntries(
      Object.entries(node).map(([key, member]) => [key, copy(member, `${pointer}/${escapeToken(key)}`, depth + 1)]),
    );
  }
}
