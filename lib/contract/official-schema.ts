import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
// The official schema (Apache-2.0) with its `$dynamicRef`s, which Ajv cannot follow here, made plain by a package (MIT).
import openApiSchema from '@seriousme/openapi-schema-validator/schemas/v3.1/schema.json' with { type: 'json' };
import type { JsonObject } from '../core/json.ts';
import { escapeToken, unescapeToken } from '../core/pointer.ts';
import type { Pointer } from './contract.ts';
import { addStrictFormats } from './formats.ts';

/** A place of a document that is not as OpenAPI 3.1 wants it. */
export interface SchemaProblem {
  readonly pointer: Pointer;
  readonly message: string;
}

const MOST_PROBLEMS = 50;
/** These only say that something below them is wrong. */
const SUMMARIES = new Set(['if', 'anyOf', 'oneOf', 'allOf', '$ref', 'dependentSchemas', 'propertyNames']);
const OF_PLAIN_VALUES = new Set(['type', 'enum', 'const']);
const LEFTOVERS = new Set(['unevaluatedProperties', 'unevaluatedItems']);

let validator: ValidateFunction | undefined;

/** Holds a document against the official schema of OpenAPI 3.1, and its schemas against that of JSON Schema 2020-12. */
export function compareWithOfficialSchema(document: JsonObject): readonly SchemaProblem[] {
  validator ??= compileOfficialSchema();
  if (validator(document)) return [];
  const errors = validator.errors ?? [];
  const choices = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  const groups = new Map<ErrorObject, ErrorObject[]>();
  for (const error of telling(errors)) {
    const first = choices.find((choice) => isBranch(error, choice)) ?? error;
    groups.set(first, [...(groups.get(first) ?? []), error]);
  }
  const problems = [...groups.values()].map(toProblem);
  // What is wrong with a schema is found by every vocabulary of JSON Schema anew.
  const distinct = new Map(problems.map((problem) => [`${problem.pointer} ${problem.message}`, problem]));
  return [...distinct.values()].slice(0, MOST_PROBLEMS);
}

/** Only one of the branches of a choice has to hold: that none does is one problem. */
function isBranch(error: ErrorObject, choice: ErrorObject): boolean {
  if (error.instancePath !== choice.instancePath || error === choice) return false;
  // A branch that is a reference has a path of its own; but a plain value can be wrong in one way only.
  return error.schemaPath.startsWith(`${choice.schemaPath}/`) || OF_PLAIN_VALUES.has(error.keyword);
}

function compileOfficialSchema(): ValidateFunction {
  const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false, ownProperties: true });
  addStrictFormats(ajv);
  ajv.addFormat('media-range', true);
  const { $defs } = openApiSchema;
  const schemaObject = { $ref: 'https://json-schema.org/draft/2020-12/schema' };
  return ajv.compile({ ...openApiSchema, $defs: { ...$defs, schema: schemaObject } });
}

/** Where a member is wrong, everything around it counts as unevaluated and every choice as failed; only the cause is told. */
function telling(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const told = errors.filter(({ keyword }) => !SUMMARIES.has(keyword) && !LEFTOVERS.has(keyword));
  // What is not even an object satisfies everything that must not hold of one.
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

/** Members that only a failed part of a schema knows look as if nothing knew them. */
function isFailedPart(cause: ErrorObject, leftover: ErrorObject): boolean {
  return cause.instancePath === leftover.instancePath && /\/(then|else|anyOf|oneOf)\/|\/not$/.test(cause.schemaPath);
}

function isWithin(place: Pointer, parent: Pointer): boolean {
  return place === parent || place.startsWith(`${parent}/`);
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

/** Several errors are the branches of one choice. */
function toProblem(errors: readonly ErrorObject[]): SchemaProblem {
  const [pointer = ''] = errors.map(placeOf);
  return { pointer, message: `${ownerOf(errors)} ${[...new Set(errors.map(sentenceOf))].join(', or ')}` };
}

function sentenceOf(error: ErrorObject): string {
  // What Ajv says in `params` depends on the keyword; these are texts, or lists of texts.
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

/** The name of the member that is wrong, with its list where it is one of a list: `parameters[0]`. */
function ownerOf([error]: readonly ErrorObject[]): string {
  const tokens = (error?.instancePath ?? '').split('/').map(unescapeToken);
  const name = tokens.at(-1) || 'the document';
  return /^\d{1,2}$/.test(name) ? `${tokens.at(-2) ?? ''}[${name}]` : name;
}
