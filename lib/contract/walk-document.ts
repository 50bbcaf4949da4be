import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken } from '../core/pointer.ts';
import type { Pointer } from './contract.ts';

/**
 * What a node is to the reader of a document: an object of OpenAPI, a schema, a map whose keys are names (of either), or
 * data that only looks like them (examples, enum values).
 */
export type NodeKind = 'openapi' | 'schema' | 'named-openapi' | 'named-schemas' | 'data';

const SCHEMA_MEMBERS = new Set([
  ...[
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
  ],
  ...['additionalProperties', 'unevaluatedProperties', 'propertyNames', 'contentSchema'],
]);
const SCHEMA_MAPS = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);
const OPENAPI_MAPS = new Set([
  ...[
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
  ],
  ...['securitySchemes', 'content', 'encoding', 'variables'],
]);
const DATA = new Set(['example', 'value', 'default', 'mapping', 'scopes', 'security', 'enum', 'const']);

/** The kind of a member, by the kind of its parent and its key (OpenAPI 3.1 section 4.8, JSON Schema 2020-12). */
export function kindOfMember(parent: NodeKind, key: string, member: JsonValue | undefined): NodeKind {
  if (parent === 'named-openapi') return key.startsWith('x-') && !isJsonObject(member) ? 'data' : 'openapi';
  if (parent === 'named-schemas') return 'schema';
  if (parent === 'data' || key.startsWith('x-')) return 'data';
  if (parent === 'schema') return SCHEMA_MEMBERS.has(key) ? 'schema' : SCHEMA_MAPS.has(key) ? 'named-schemas' : 'data';
  if (key === 'schema') return 'schema';
  if (key === 'schemas') return 'named-schemas';
  // A list of parameters is a list of objects, the parameters of `components` are a map.
  if (OPENAPI_MAPS.has(key)) return Array.isArray(member) ? 'openapi' : 'named-openapi';
  return DATA.has(key) ? 'data' : 'openapi';
}

/** An object of the document: one of OpenAPI, or a schema. */
export interface WalkedNode {
  readonly pointer: Pointer;
  readonly kind: 'openapi' | 'schema';
  readonly node: JsonObject;
}

/** Every object of OpenAPI and every schema of a document that is an object, parents first. Examples and other data are passed over. */
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
