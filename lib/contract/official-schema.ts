import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
// The official schema (Apache-2.0), in which a package (MIT) has replaced the `$dynamicRef`s that Ajv cannot follow here.
import openApiSchema from '@seriousme/openapi-schema-validator/schemas/v3.1/schema.json' with { type: 'json' };
import type { JsonObject } from '../core/json.ts';
import { escapeToken, unescapeToken, isWithin } from '../core/pointer.ts';
import type { Pointer } from './contract.ts';
import { addStrictFormats } from './formats.ts';

/** A violation of the official schema, and its place in the document. */
interface SchemaProblem {
  readonly pointer: Pointer;
  readonly message: string;
}

const MOST_PROBLEMS = 50;
/** Keywords whose errors only say that something below them is wrong. */
const SUMMARIES = new Set(['if', 'anyOf', 'oneOf', 'allOf', '$ref', 'dependentSchemas', 'propertyNames']);
const OF_PLAIN_VALUES = new Set(['type', 'enum', 'const']);
const LEFTOVERS = new Set(['unevaluatedProperties', 'unevaluatedItems']);

let validator: ValidateFunction | undefined;

/** Validates a document by the official schema of OpenAPI 3.1, and its schemas by that of JSON Schema 2020-12. */
export function compareWithOfficialSchema(document: JsonObject): readonly SchemaProblem[] {
  validator ??= compileOfficialSchema();
  if (validator(document)) return [];
  const errors = validator.errors ?? [];
  const choices = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  const groups = new Map<ErrorObject, ErrorObject[]>();
  for (const error of findCauses(errors)) {
    const first = choices.find((choice) => isBranch(error, choice)) ?? error;
    groups.set(first, [...(groups.get(first) ?? []), error]);
  }
  const problems = [...groups.values()].map(toProblem);
  // Every vocabulary of JSON Schema reports the same problem of a schema.
  const distinct = new Map(problems.map((problem) => [`${problem.pointer} ${problem.message}`, problem]));
  return [...distinct.values()].slice(0, MOST_PROBLEMS);
}

/** Whether an error belongs to a branch of a choice; if no branch holds, all their errors are one problem. */
function isBranch(error: ErrorObject, choice: ErrorObject): boolean {
  if (error.instancePath !== choice.instancePath || error === choice) return false;
  // A branch that is a reference has a schema path of its own, but a plain value can only be wrong in one way.
  return error.schemaPath.startsWith(`${choice.schemaPath}/`) || OF_PLAIN_VALUES.has(error.keyword);
}

function compileOfficialSchema(): ValidateFunction {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    logger: false,
    ownProperties: true,
    // It judges one document.
    code: { optimize: false },
  });
  addStrictFormats(ajv);
  ajv.addFormat('media-range', true);
  const { $defs } = openApiSchema;
  const schemaObject = { $ref: 'https://json-schema.org/draft/2020-12/schema' };
  return ajv.compile({ ...openApiSchema, $defs: { ...$defs, schema: schemaObject } });
}

/** Keeps the causes: an invalid member also makes everything around it unevaluated, and every choice around it fail. */
function findCauses(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const told = errors.filter(({ keyword }) => !SUMMARIES.has(keyword) && !LEFTOVERS.has(keyword));
  // Drops `not` errors at a place that also has a type error: they only repeat it.
  const causes = told.filter(
    (error) =>
      error.keyword !== 'not' || !told.some((other) => other.keyword === 'type' && placeOf(other) === placeOf(error)),
  );
  const leftovers = errors.filter(
    (error) =>
      LEFTOVERS.has(error.keyword) &&
      !causes.some((cause) => isWithin(placeOf(cause), placeOf(error)) || isFailedPart(cause, error)),
  );
  const deepest = leftovers.filter(
    (error) =>
      !leftovers.some(
        (other) => other !== error && placeOf(other) !== placeOf(error) && isWithin(placeOf(other), placeOf(error)),
      ),
  );
  const found = [...causes, ...deepest];
  return found.length > 0 ? found : errors.slice(0, 1);
}

/** Whether the cause is in a conditional part of the schema, whose members count as unevaluated because the part failed. */
function isFailedPart(cause: ErrorObject, leftover: ErrorObject): boolean {
  return cause.instancePath === leftover.instancePath && /\/(then|else|anyOf|oneOf)\/|\/not$/.test(cause.schemaPath);
}

function memberOf({ params, propertyName: named }: ErrorObject): string | undefined {
  const { unevaluatedProperty, additionalProperty } = params as Readonly<Record<string, unknown>>;
  const member = unevaluatedProperty ?? additionalProperty ?? named;
  return typeof member === 'string' ? member : undefined;
}

function placeOf(error: ErrorObject): Pointer {
  const member = memberOf(error);
  return member === undefined ? error.instancePath : `${error.instancePath}/${escapeToken(member)}`;
}

/** Makes one problem of several errors if they are the branches of one choice. */
function toProblem(errors: readonly ErrorObject[]): SchemaProblem {
  const [pointer = ''] = errors.map(placeOf);
  return { pointer, message: `${ownerOf(errors)} ${[...new Set(errors.map(sentenceOf))].join(', or ')}` };
}

function sentenceOf(error: ErrorObject): string {
  // The members of `params` depend on the keyword; these are texts, or lists of texts.
  const { allowedValues, allowedValue, missingProperty, type } = error.params as ErrorParams;
  if (missingProperty !== undefined) return `must have the member "${missingProperty}"`;
  if (allowedValues !== undefined) return `must be one of ${allowedValues.map(String).join(', ')}`;
  if (allowedValue !== undefined) return `must be ${JSON.stringify(allowedValue)}`;
  if (type !== undefined) return `must be ${[type].flat().join(' or ')}`;
  if (error.keyword === 'not') return 'has members that exclude each other';
  if (error.propertyName !== undefined) return `has a member "${error.propertyName}", whose name ${messageOf(error)}`;
  const member = memberOf(error);
  return member === undefined ? messageOf(error) : `has no place for "${member}"`;
}

interface ErrorParams {
  readonly allowedValues?: readonly (string | number | boolean)[];
  readonly allowedValue?: unknown;
  readonly missingProperty?: string;
  readonly type?: string | readonly string[];
}

function messageOf({ message }: ErrorObject): string {
  return message ?? 'is not as OpenAPI 3.1 wants it';
}

/** The name of the invalid member, with its list if it is an item: `parameters[0]`. */
function ownerOf([error]: readonly ErrorObject[]): string {
  const tokens = (error?.instancePath ?? '').split('/').map(unescapeToken);
  const name = tokens.at(-1) || 'the document';
  return /^\d{1,2}$/.test(name) ? `${tokens.at(-2) ?? ''}[${name}]` : name;
}
