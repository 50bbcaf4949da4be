import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { unescapeToken } from '../core/pointer.ts';
import type { Pointer, Resolve } from './contract.ts';
import { walkDocument } from './walk-document.ts';

/** A chain of references longer than this leads in a circle. */
const LONGEST_CHAIN = 50;

interface Found {
  readonly pointer: Pointer;
  readonly value: JsonValue | undefined;
}

/**
 * Finds nodes by pointer and follows the references of a bundled document (OpenAPI 3.1, reference object; RFC 6901 section 6;
 * `$anchor` of JSON Schema). A reference that leads nowhere, or only to itself, is undefined.
 */
export function createResolver(document: JsonObject): Resolve {
  let anchors: ReadonlyMap<string, Pointer> | undefined;
  return (pointer) => {
    const found = walk(pointer, 0);
    return found?.value === undefined ? undefined : { pointer: found.pointer, value: found.value };
  };

  /** References on the way are followed too: `#/components/responses/A/content` where A is itself a reference. */
  function walk(pointer: Pointer, depth: number): Found | undefined {
    let current = follow({ pointer: '', value: document }, depth);
    for (const token of pointer.split('/').slice(1)) {
      const value = memberOf(current?.value, unescapeToken(token));
      if (current === undefined || value === undefined) return undefined;
      current = follow({ pointer: `${current.pointer}/${token}`, value }, depth);
    }
    return current;
  }

  function follow(found: Found, depth: number): Found | undefined {
    const reference = isJsonObject(found.value) ? found.value['$ref'] : undefined;
    if (typeof reference !== 'string' || found.pointer === '') return found;
    if (depth > LONGEST_CHAIN) return undefined;
    const target = targetOf(reference);
    return target === undefined ? undefined : walk(target, depth + 1);
  }

  function targetOf(reference: string): Pointer | undefined {
    if (reference === '#') return '';
    if (reference.startsWith('#/')) return decodeFragment(reference.slice(1));
    anchors ??= anchorsOf(document);
    return reference.startsWith('#') ? anchors.get(decodeFragment(reference.slice(1)) ?? '') : undefined;
  }
}

function anchorsOf(document: JsonObject): ReadonlyMap<string, Pointer> {
  const anchors = new Map<string, Pointer>();
  for (const { kind, node, pointer } of walkDocument(document)) {
    if (kind !== 'schema') continue;
    for (const anchor of [node['$anchor'], node['$dynamicAnchor']])
      if (typeof anchor === 'string') anchors.set(anchor, pointer);
  }
  return anchors;
}

function memberOf(parent: JsonValue | undefined, name: string): JsonValue | undefined {
  if (Array.isArray(parent))
    return /^(0|[1-9]\d*)$/.test(name) ? (parent as readonly JsonValue[])[Number(name)] : undefined;
  return isJsonObject(parent) && Object.hasOwn(parent, name) ? parent[name] : undefined;
}

function decodeFragment(fragment: string): string | undefined {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
}
