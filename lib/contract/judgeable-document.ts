import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { kindOfMember, type NodeKind } from './walk-document.ts';

/**
 * Left out of schemas before they are compiled: `nullable` is of OpenAPI 3.0 and means nothing in 3.1, `discriminator` must not
 * change a verdict (OpenAPI 3.1, section 4.8.25), and examples may hold anything, even what looks like an identifier of a schema.
 */
const LEFT_OUT = new Set(['nullable', 'discriminator', 'example', 'examples', 'xml', 'externalDocs']);

/** A copy of a document with what Ajv would misunderstand left out; every pointer to a schema stays what it was. */
export function toJudgeable(document: JsonObject): JsonObject {
  return copyMembers(document, 'openapi');
}

function copy(value: JsonValue | undefined, kind: NodeKind): JsonValue | undefined {
  if (kind === 'data') return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => copy(item, kind) ?? null);
  return isJsonObject(value) ? copyMembers(value, kind) : value;
}

function copyMembers(node: JsonObject, kind: NodeKind): JsonObject {
  const isNamed = kind === 'named-openapi' || kind === 'named-schemas';
  const kept = Object.entries(node).filter(([key]) => isNamed || !LEFT_OUT.has(key));
  return Object.fromEntries(kept.map(([key, member]) => [key, copy(member, kindOfMember(kind, key, member))]));
}
