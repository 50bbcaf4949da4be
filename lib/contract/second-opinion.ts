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
 * schema with its references replaced, and a copy of the body, because it writes defaults into it. It supports only JSON Schema
 * draft-07; `explainDisagreement` names the keyword that it does not know.
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
    return ask(validator, body);
  };
}

/** Whether one says valid and the other invalid. If either could not judge, there is no disagreement. */
export function isDisagreement(ours: SchemaVerdict, theirs: SecondOpinion): boolean {
  return (ours.kind === 'valid' && theirs.kind === 'invalid') || (ours.kind === 'invalid' && theirs.kind === 'valid');
}

function contentFor(operation: Operation, status: number, mediaType: string): MediaContent | undefined {
  const bare = mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
  return responseFor(operation, status)?.content.find((content) => content.mediaType.split(';')[0]?.trim() === bare);
}

/** Creates one validator for equal schemas: each costs milliseconds, and most places of a contract use the same few schemas. */
function validatorFactory(contract: Contract): (pointer: Pointer) => Validator | string {
  const bySchema = new Map<string, Validator | string>();
  return (pointer) => {
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

/** Two verdicts that differ, on the same body by the same schema. */
interface Disagreement {
  readonly schemaPointer: Pointer;
  readonly ours: SchemaVerdict;
  readonly theirs: SecondOpinion;
}

/** The keyword that the two validators treat differently, and its place in the schema. */
interface Explanation {
  readonly keyword: string;
  readonly pointer: Pointer;
  readonly reason: string;
}

interface Cause {
  readonly keyword: string;
  readonly reason: string;
  /** The effect on openapi-response-validator: whether it accepts more values than we do, fewer, or either. */
  readonly makesIt: 'lenient' | 'strict' | 'either';
  readonly isIn: (schema: JsonObject) => boolean;
}

const DRAFT_07 = 'is not known to openapi-response-validator, which is draft-07 inside';

/** The best explanation first. */
const CAUSES: readonly Cause[] = [
  { keyword: 'prefixItems', reason: DRAFT_07, makesIt: 'either', isIn: has('prefixItems') },
  { keyword: 'unevaluatedProperties', reason: DRAFT_07, makesIt: 'lenient', isIn: has('unevaluatedProperties') },
  { keyword: 'unevaluatedItems', reason: DRAFT_07, makesIt: 'lenient', isIn: has('unevaluatedItems') },
  { keyword: 'dependentRequired', reason: DRAFT_07, makesIt: 'lenient', isIn: has('dependentRequired') },
  { keyword: 'dependentSchemas', reason: DRAFT_07, makesIt: 'lenient', isIn: has('dependentSchemas') },
  { keyword: 'minContains', reason: DRAFT_07, makesIt: 'either', isIn: has('minContains') },
  { keyword: 'maxContains', reason: DRAFT_07, makesIt: 'lenient', isIn: has('maxContains') },
  {
    keyword: 'nullable',
    reason: 'is of OpenAPI 3.0: openapi-response-validator lets null in by it',
    makesIt: 'lenient',
    isIn: has('nullable'),
  },
  {
    keyword: 'writeOnly',
    reason: 'makes openapi-response-validator forget names in `required`',
    makesIt: 'lenient',
    isIn: hasWriteOnlyMember,
  },
  {
    keyword: 'default',
    reason: 'is written into the body by openapi-response-validator before it judges',
    makesIt: 'either',
    isIn: hasDefaultMember,
  },
  {
    keyword: 'multipleOf',
    reason: 'is computed without tolerance by openapi-response-validator',
    makesIt: 'strict',
    isIn: has('multipleOf'),
  },
  {
    keyword: 'format',
    reason: 'is not looked at by openapi-response-validator',
    makesIt: 'lenient',
    isIn: has('format'),
  },
  {
    keyword: 'required',
    reason: 'names a member that every object inherits',
    makesIt: 'lenient',
    isIn: requiresInherited,
  },
];

/** Keywords under which a lenient subschema makes the whole schema strict, and a strict one makes it lenient. */
const TURNING = ['not', 'oneOf', 'if'];

/**
 * Names a keyword of the schema that explains the disagreement, e.g. `unevaluatedProperties`. Returns undefined if no keyword
 * does; then one of the validators is wrong.
 */
export function explainDisagreement(
  contract: Contract,
  { schemaPointer, ours, theirs }: Disagreement,
): Explanation | undefined {
  if (!isDisagreement(ours, theirs)) return undefined;
  // The node itself, not the target of its reference, because the pointer that is named has to exist in the document.
  const schemas = reachableSchemas(contract.resolve, schemaPointer, valueAtPointer(contract.document, schemaPointer));
  const direction = ours.kind === 'invalid' ? 'lenient' : 'strict';
  const isTurned = schemas.some(({ node }) => TURNING.some((keyword) => node[keyword] !== undefined));
  const possible = CAUSES.filter(({ makesIt }) => makesIt === 'either' || makesIt === direction || isTurned);
  const named = ours.kind === 'invalid' ? ours.violations.map(({ keyword }) => keyword) : [];
  // A keyword that the body violates explains more than one that the schema merely contains.
  const ranked = [...possible.filter(({ keyword }) => named.includes(keyword)), ...possible];
  return ranked.map((cause) => locate(cause, schemas)).find((explanation) => explanation !== undefined);
}

function locate({ keyword, reason, isIn }: Cause, schemas: readonly ReachableSchema[]): Explanation | undefined {
  const found = schemas.find(({ node }) => isIn(node));
  return found === undefined ? undefined : { keyword, pointer: `${found.pointer}/${keyword}`, reason };
}

function has(keyword: string): (schema: JsonObject) => boolean {
  return (schema) => schema[keyword] !== undefined;
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

function requiresInherited(schema: JsonObject): boolean {
  const { required } = schema;
  return (
    Array.isArray(required) &&
    (required as readonly JsonValue[]).some((name) => typeof name === 'string' && name in Object.prototype)
  );
}
