import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken, unescapeToken } from '../core/pointer.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Pointer, Resolve } from './contract.ts';
import { resourcesOf, type SchemaResources } from './schema-resources.ts';
import { kindOfMember, walkDocument, type NodeKind } from './walk-document.ts';

/** A longer chain of references is taken for a circle. */
const LONGEST_CHAIN = 50;

interface Found {
  readonly pointer: Pointer;
  readonly value: JsonValue | undefined;
}

/**
 * Creates the function that finds nodes of a bundled document and follows their references (OpenAPI 3.1, reference object;
 * RFC 6901 section 6; `$id` and `$anchor` of JSON Schema). It returns undefined for a reference that leads nowhere, or only to itself.
 */
export function createResolver(document: JsonObject): Resolve {
  let resources: SchemaResources | undefined;
  const resolve = (pointer: Pointer): ReturnType<Resolve> => toNode(walk(pointer, 0));
  return Object.assign(resolve, { once: (pointer: Pointer) => toNode(followOnce(locate(pointer, 0), 0)) });

  /** Follows references on the way too, where a node has no such member of its own: `#/components/responses/A/content` if A is a reference. */
  function locate(pointer: Pointer, depth: number): Found | undefined {
    let current: Found = { pointer: '', value: document };
    for (const token of pointer.split('/').slice(1)) {
      const next = step(current, token) ?? step(follow(current, depth), token);
      if (next === undefined) return undefined;
      current = next;
    }
    return current;
  }

  function walk(pointer: Pointer, depth: number): Found | undefined {
    return follow(locate(pointer, depth), depth);
  }

  function step(from: Found | undefined, token: string): Found | undefined {
    const value = memberOf(from?.value, unescapeToken(token));
    return from === undefined || value === undefined ? undefined : { pointer: `${from.pointer}/${token}`, value };
  }

  function follow(found: Found | undefined, depth: number): Found | undefined {
    if (found === undefined || referenceOf(found) === undefined) return found;
    return depth > LONGEST_CHAIN ? undefined : follow(followOnce(found, depth), depth + 1);
  }

  function followOnce(found: Found | undefined, depth: number): Found | undefined {
    const reference = referenceOf(found);
    if (found === undefined || reference === undefined) return undefined;
    resources ??= resourcesOf(document);
    const target = resources.targetOf(found.pointer, reference);
    return target === undefined ? undefined : locate(target, depth + 1);
  }
}

function referenceOf(found: Found | undefined): string | undefined {
  const reference = isJsonObject(found?.value) ? found.value['$ref'] : undefined;
  return typeof reference === 'string' && found?.pointer !== '' ? reference : undefined;
}

function toNode(found: Found | undefined): ReturnType<Resolve> {
  return found?.value === undefined ? undefined : { pointer: found.pointer, value: found.value };
}

function memberOf(parent: JsonValue | undefined, name: string): JsonValue | undefined {
  if (Array.isArray(parent))
    return /^(0|[1-9]\d*)$/.test(name) ? (parent as readonly JsonValue[])[Number(name)] : undefined;
  return isJsonObject(parent) && Object.hasOwn(parent, name) ? parent[name] : undefined;
}

/** A schema with its pointer. */
export interface ReachableSchema {
  readonly pointer: Pointer;
  readonly node: JsonObject;
}

/** Collects the schema at a pointer and every schema below it, through compositions, members and references; each only once. */
export function reachableSchemas(
  resolve: Resolve,
  pointer: Pointer,
  value: JsonValue | undefined,
): readonly ReachableSchema[] {
  const found = new Map<Pointer, JsonObject>();
  visit(pointer, value);
  return [...found].map(([place, node]) => ({ pointer: place, node }));

  function visit(place: Pointer, schema: JsonValue | undefined): void {
    if (found.has(place)) return;
    for (const walked of walkDocument(schema, place, 'schema')) {
      if (found.has(walked.pointer)) continue;
      found.set(walked.pointer, walked.node);
      if (typeof walked.node['$ref'] !== 'string') continue;
      const target = resolve.once(walked.pointer);
      if (target !== undefined) visit(target.pointer, target.value);
    }
  }
}

const MOST_NODES = 20_000;
/** Keywords that only serve references. */
const NAMES = new Set(['$defs', 'definitions', '$id', '$anchor', '$dynamicAnchor', '$schema', '$comment']);

class NotInlinable extends Error {}

/** Returns a schema with every reference replaced by its target, or why that is impossible: it contains itself, or is too large. */
export function inlineSchema(resolve: Resolve, pointer: Pointer): Result<JsonValue> {
  const found = resolve(pointer.slice(0, pointer.lastIndexOf('/')));
  const name = unescapeToken(pointer.slice(pointer.lastIndexOf('/') + 1));
  const owner = found?.value;
  // The node itself, not the target of its reference, because there may be keywords beside the reference.
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
    const target = resolve.once(at);
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
