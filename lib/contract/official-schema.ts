import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
// The official schema (Apache-2.0) as a package keeps it up to date; Ajv cannot follow its `$dynamicRef`s, which are plain there.
import openApiSchema from '@seriousme/openapi-schema-validator/schemas/v3.1/schema.json' with { type: 'json' };
import type { JsonObject } from '../core/json.ts';
import { escapeToken } from '../core/pointer.ts';
import type { Pointer } from './contract.ts';
import { addStrictFormats } from './formats.ts';

export interface SchemaProblem {
  readonly pointer: Pointer;
  readonly message: string;
}

const MOST_PROBLEMS = 50;
/** These only say that something below them is wrong. */
const SUMMARIES = new Set(['if', 'anyOf', 'oneOf', 'allOf', '$ref', 'dependentSchemas']);
const LEFTOVERS = new Set(['unevaluatedProperties', 'unevaluatedItems']);

let validator: ValidateFunction | undefined;

/** Holds a document against the official schema of OpenAPI 3.1, and its schemas against that of JSON Schema 2020-12. */
export function compareWithOfficialSchema(document: JsonObject): readonly SchemaProblem[] {
  validator ??= compileOfficialSchema();
  if (validator(document)) return [];
  return telling(validator.errors ?? [])
    .slice(0, MOST_PROBLEMS)
    .map(toProblem);
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
  const causes = errors.filter(({ keyword }) => !SUMMARIES.has(keyword) && !LEFTOVERS.has(keyword));
  const leftovers = errors.filter(
    (error) => LEFTOVERS.has(error.keyword) && !causes.some((cause) => isWithin(placeOf(cause), placeOf(error))),
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

function isWithin(place: Pointer, parent: Pointer): boolean {
  return place === parent || place.startsWith(`${parent}/`);
}

function memberOf({ params }: ErrorObject): string | undefined {
  const { unevaluatedProperty, additionalProperty, propertyName } = params as Readonly<Record<string, unknown>>;
  const member = unevaluatedProperty ?? additionalProperty ?? propertyName;
  return typeof member === 'string' ? member : undefined;
}

function placeOf(error: ErrorObject): Pointer {
  const member = memberOf(error);
  return member === undefined ? error.instancePath : `${error.instancePath}/${escapeToken(member)}`;
}

function toProblem(error: ErrorObject): SchemaProblem {
  const member = memberOf(error);
  const owner = error.instancePath.split('/').at(-1)?.replaceAll('~1', '/').replaceAll('~0', '~') || 'the document';
  const isExtra = LEFTOVERS.has(error.keyword) || error.keyword === 'additionalProperties';
  if (isExtra && member !== undefined)
    return { pointer: placeOf(error), message: `"${member}" has no place in ${owner}` };
  const { allowedValues } = error.params as Readonly<Record<string, unknown>>;
  const values = Array.isArray(allowedValues) ? `: ${allowedValues.map(String).join(', ')}` : '';
  return { pointer: placeOf(error), message: `${owner} ${error.message ?? 'is not as OpenAPI 3.1 wants it'}${values}` };
}
