import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken } from '../core/pointer.ts';
import type { Pointer } from './contract.ts';
import type { SchemaResources } from './schema-resources.ts';
import { kindOfMember, type NodeKind } from './walk-document.ts';

/**
 * Keywords to leave out of schemas before they are compiled: `nullable` is from OpenAPI 3.0 and has no effect in 3.1,
 * `discriminator` must not change a verdict (OpenAPI 3.1, section 4.8.25), examples may contain anything, and references are
 * made pointers, so that no address is needed.
 */
const LEFT_OUT = new Set([
  ...['nullable', 'discriminator', 'example', 'examples', 'xml', 'externalDocs'],
  ...['$id', '$schema', '$vocabulary', '$anchor', '$dynamicAnchor', '$dynamicRef'],
]);

/** Copies a document for validators that know no addresses: without the keywords that they would misunderstand. Pointers to schemas stay valid. */
export function toJudgeable(document: JsonObject, resources: SchemaResources): JsonObject {
  return copyMembers(document, '', 'openapi');

  function copy(value: JsonValue | undefined, at: Pointer, kind: NodeKind): JsonValue | undefined {
    if (kind === 'data') return value;
    if (Array.isArray(value))
      return (value as readonly JsonValue[]).map((item, index) => copy(item, `${at}/${index}`, kind) ?? null);
    return isJsonObject(value) ? copyMembers(value, at, kind) : value;
  }

  function copyMembers(node: JsonObject, at: Pointer, kind: NodeKind): JsonObject {
    const isNamed = kind === 'named-openapi' || kind === 'named-schemas';
    const kept = Object.entries(node).filter(([key]) => isNamed || !LEFT_OUT.has(key));
    return Object.fromEntries(
      kept.map(([key, member]) => [
        key,
        kind === 'schema' && key === '$ref' && typeof member === 'string'
          ? toPointerReference(resources.targetOf(at, member), member)
          : copy(member, `${at}/${escapeToken(key)}`, kindOfMember(kind, key, member)),
      ]),
    );
  }
}

function toPointerReference(target: Pointer | undefined, reference: string): string {
  return target === undefined ? reference : `#${encodeURI(target).replaceAll('#', '%23')}`;
}
