import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken } from '../core/pointer.ts';
import type { Pointer } from './contract.ts';

/** The role of a node: an object of OpenAPI, a schema, a map from names to either, or data such as examples and enum values. */
export type NodeKind = 'openapi' | 'schema' | 'named-openapi' | 'named-schemas' | 'data';

const SCHEMA_MEMBERS = new Set([
  'items',
  'additionalItems',
  'unevaluatedItems',
  'contains',
  'allOf',
  'anyOf',
  'oneOf',
  'prefixItems',
  'not',
  'if',
  'then',
  'else',
  'additionalProperties',
  'unevaluatedProperties',
  'propertyNames',
  'contentSchema',
]);
const SCHEMA_MAPS = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);
const OPENAPI_MAPS = new Set([
  'paths',
  'webhooks',
  'pathItems',
  'responses',
  'parameters',
  'headers',
  'requestBodies',
  'callbacks',
  'links',
  'examples',
  'securitySchemes',
  'content',
  'encoding',
  'variables',
]);
const DATA = new Set(['example', 'value', 'default', 'mapping', 'scopes', 'security', 'enum', 'const']);

/** Returns the kind of a member by its key and the kind of its parent (OpenAPI 3.1 section 4.8, JSON Schema 2020-12). */
export function kindOfMember(parent: NodeKind, key: string, member: JsonValue | undefined): NodeKind {
  if (parent === 'named-openapi') return key.startsWith('x-') && !isJsonObject(member) ? 'data' : 'openapi';
  if (parent === 'named-schemas') return 'schema';
  if (parent === 'data' || key.startsWith('x-')) return 'data';
  if (parent === 'schema') return SCHEMA_MEMBERS.has(key) ? 'schema' : SCHEMA_MAPS.has(key) ? 'named-schemas' : 'data';
  if (key === 'schema') return 'schema';
  if (key === 'schemas') return 'named-schemas';
  // `parameters` is a list of objects in an operation, and a map in `components`.
  if (OPENAPI_MAPS.has(key)) return Array.isArray(member) ? 'openapi' : 'named-openapi';
  return DATA.has(key) ? 'data' : 'openapi';
}

/** An object of OpenAPI, or a schema, with its pointer. */
export interface WalkedNode {
  readonly pointer: Pointer;
  readonly kind: 'openapi' | 'schema';
  readonly node: JsonObject;
}

/** Yields every object of OpenAPI and every schema of a document, parents first; not examples and other data. */
export function* walkDocument(
  value: JsonValue | undefined,
  pointer: Pointer = '',
  kind: NodeKind = 'openapi',
): Generator<WalkedNode> {
  if (kind === 'data') return;
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly JsonValue[]).entries())
      yield* walkDocument(item, `${pointer}/${index}`, kind);
    return;
  }
  if (!isJsonObject(value)) return;
  if (kind === 'openapi' || kind === 'schema') yield { pointer, kind, node: value };
  for (const [key, member] of Object.entries(value)) {
    yield* walkDocument(member, `${pointer}/${escapeToken(key)}`, kindOfMember(kind, key, member));
  }
}
