import * as responseValidator from 'openapi-response-validator';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { valueAtPointer } from '../core/pointer.ts';
import {
  responseFor,
  type Contract,
  type MediaContent,
  type Operation,
  type Pointer,
  type SchemaVerdict,
} from './contract.ts';
import { hasBeyondExact } from './exact-value.ts';
import { inlineSchema, reachableSchemas, type ReachableSchema } from './resolve-references.ts';

/** The verdict of openapi-response-validator on a body. */
type SecondOpinion =
  | { readonly kind: 'valid' }
  | { readonly kind: 'invalid'; readonly errors: readonly string[] }
  | { readonly kind: 'cannot-judge'; readonly reason: string };

/** Asks the second validator about the body of an answer. */
export type AskSecondOpinion = (
  operation: Operation,
  status: number,
  mediaType: string,
  body: JsonValue,
) => SecondOpinion;

interface Validator {
  validateResponse(
    status: string,
    body: unknown,
  ): { readonly message: string; readonly errors?: readonly unknown[] } | undefined;
}
type ValidatorClass = new (options: object) => Validator;

/**
 * Creates a judge of bodies that is independent of ours and never part of a verdict: openapi-response-validator. It is given one
 * schema with its references replaced, and a copy of the body. It is asked only by schemas that it reads as OpenAPI 3.1 does.
 */
export function createSecondOpinion(contract: Contract): AskSecondOpinion {
  const validators = new Map<Pointer, Validator | string>();
  const createValidator = validatorFactory(contract);
  return (operation, status, mediaType, body) => {
    const pointer = contentFor(operation, status, mediaType)?.schemaPointer;
    if (pointer === undefined)
      return { kind: 'cannot-judge', reason: `no schema is declared for ${status} ${mediaType}` };
    const validator = validators.get(pointer) ?? createValidator(pointer);
    validators.set(pointer, validator);
    if (typeof validator === 'string') return { kind: 'cannot-judge', reason: validator };
    return hasBeyondExact(body)
      ? { kind: 'cannot-judge', reason: 'the body has a number beyond 2^53' }
      : ask(validator, body);
  };
}

/** Whether one says valid and the other invalid. If either could not judge, there is none; nor about formats, which it does not look at. */
export function isDisagreement(ours: SchemaVerdict, theirs: SecondOpinion): boolean {
  if (ours.kind === 'valid') return theirs.kind === 'invalid';
  return ours.kind === 'invalid' && theirs.kind === 'valid' && ours.violations.some(({ rule }) => rule !== 'format');
}

function contentFor(operation: Operation, status: number, mediaType: string): MediaContent | undefined {
  const bare = mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
  return responseFor(operation, status)?.content.find((content) => content.mediaType.split(';')[0]?.trim() === bare);
}

/** Creates one validator for equal schemas: each costs milliseconds, and most places of a contract use the same few schemas. */
function validatorFactory(contract: Contract): (pointer: Pointer) => Validator | string {
  const bySchema = new Map<string, Validator | string>();
  return (pointer) => {
    // The node itself, not the target of its reference, because there may be keywords beside the reference.
    const unjudged = findUnjudged(
      reachableSchemas(contract.resolve, pointer, valueAtPointer(contract.document, pointer)),
    );
    if (unjudged !== undefined) return `openapi-response-validator does not judge \`${unjudged}\` as OpenAPI 3.1 does`;
    const schema = inlineSchema(contract.resolve, pointer);
    if (!schema.ok) return schema.error;
    const text = JSON.stringify(schema.value);
    const validator = bySchema.get(text) ?? createValidator(schema.value);
    bySchema.set(text, validator);
    return validator;
  };
}

function createValidator(schema: JsonValue): Validator | string {
  try {
    // Under `allOf`, because the package ignores a schema that is only `true` or `false`.
    return new (validatorClass())({ responses: { 200: { schema: { allOf: [schema] } } } });
  } catch (error) {
    return `openapi-response-validator cannot use the schema: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function ask(validator: Validator, body: JsonValue): SecondOpinion {
  try {
    const answer = validator.validateResponse('200', structuredClone(body));
    return answer === undefined ? { kind: 'valid' } : { kind: 'invalid', errors: (answer.errors ?? []).map(textOf) };
  } catch (error) {
    return { kind: 'cannot-judge', reason: error instanceof Error ? error.message : String(error) };
  }
}

function textOf(error: unknown): string {
  const { path, message } = error as { readonly path?: string; readonly message?: string };
  return `${path ?? ''} ${message ?? ''}`.trim();
}

/** The package is CommonJS with a default export: depending on the loader, the class is one or two levels down. */
function validatorClass(): ValidatorClass {
  const outer = responseValidator.default as unknown as ValidatorClass & { readonly default?: ValidatorClass };
  return outer.default ?? outer;
}

/** Keywords by which openapi-response-validator, which is draft-07 inside, does not say what JSON Schema 2020-12 and OpenAPI 3.1 do. */
const NOT_JUDGED = new Set([
  ...['prefixItems', 'unevaluatedProperties', 'unevaluatedItems', 'dependentRequired', 'dependentSchemas'],
  ...['minContains', 'maxContains', 'nullable'],
]);

/** Keywords whose subschemas may fail without the whole failing. */
const COMPOSING = ['anyOf', 'oneOf', 'not', 'if', 'contains'];

/** Names what in a schema the package cannot judge, or undefined: it is not asked where its answer would say nothing. */
function findUnjudged(schemas: readonly ReachableSchema[]): string | undefined {
  const isComposed = schemas.some(({ node }) => COMPOSING.some((keyword) => node[keyword] !== undefined));
  for (const { node } of schemas) {
    const keyword = Object.keys(node).find((each) => NOT_JUDGED.has(each));
    if (keyword !== undefined) return keyword;
    // It looks at no format; outside of compositions that only makes it miss what formats forbid.
    if (isComposed && node['format'] !== undefined) return 'format';
    if (typeof node['multipleOf'] === 'number' && !Number.isInteger(node['multipleOf'])) return 'multipleOf';
    if (namesInherited(node['required'])) return 'required';
    if (namesInherited(Object.keys(node['properties'] ?? {}))) return 'properties';
    if (hasWriteOnlyMember(node)) return 'writeOnly';
    if (hasDefaultMember(node)) return 'default';
  }
  return undefined;
}

function hasWriteOnlyMember(schema: JsonObject): boolean {
  return schema['required'] !== undefined && members(schema).some((member) => member['writeOnly'] === true);
}

function hasDefaultMember(schema: JsonObject): boolean {
  const { items, prefixItems } = schema;
  const list = [items, ...(Array.isArray(prefixItems) ? (prefixItems as readonly JsonValue[]) : [])];
  return [...members(schema), ...list.filter(isJsonObject)].some((member) => member['default'] !== undefined);
}

function members(schema: JsonObject): readonly JsonObject[] {
  return Object.values(isJsonObject(schema['properties']) ? schema['properties'] : {}).filter(isJsonObject);
}

/** Whether a name is one that every object inherits: the package takes it to be there always. */
function namesInherited(names: JsonValue | undefined): boolean {
  return Array.isArray(names) && names.some((name) => typeof name === 'string' && name in Object.prototype);
}
