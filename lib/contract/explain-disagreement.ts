import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { valueAtPointer } from '../core/pointer.ts';
import type { Contract, Pointer, SchemaVerdict } from './contract.ts';
import { reachableSchemas, type ReachableSchema } from './reachable-schemas.ts';
import { isDisagreement, type SecondOpinion } from './second-opinion.ts';

/** Two verdicts about one body that differ, and the schema they are about. */
export interface Disagreement {
  readonly schemaPointer: Pointer;
  readonly ours: SchemaVerdict;
  readonly theirs: SecondOpinion;
}

/** The keyword that one of the two does not know, or treats in its own way, and where the schema uses it. */
export interface Explanation {
  readonly keyword: string;
  readonly pointer: Pointer;
  readonly reason: string;
}

interface Cause {
  readonly keyword: string;
  readonly reason: string;
  /** What this can make openapi-response-validator be, in comparison with us. */
  readonly makesIt: 'lenient' | 'strict' | 'either';
  readonly isIn: (schema: JsonObject) => boolean;
}

const DRAFT_07 = 'is not known to openapi-response-validator, which is draft-07 inside';

/** From the most to the least telling. */
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

/** Under these, a lenient part makes the whole strict, and the other way round. */
const TURNING = ['not', 'oneOf', 'if'];

/**
 * Names the keyword of the schema that explains why the two opinions part, or undefined where nothing does: then one of the two
 * has a fault.
 */
export function explainDisagreement(
  contract: Contract,
  { schemaPointer, ours, theirs }: Disagreement,
): Explanation | undefined {
  if (!isDisagreement(ours, theirs)) return undefined;
  // The node itself, not what it refers to: the pointer that is named has to be one of the document.
  const schemas = reachableSchemas(contract.resolve, schemaPointer, valueAtPointer(contract.document, schemaPointer));
  const direction = ours.kind === 'invalid' ? 'lenient' : 'strict';
  const isTurned = schemas.some(({ node }) => TURNING.some((keyword) => node[keyword] !== undefined));
  const possible = CAUSES.filter(({ makesIt }) => makesIt === 'either' || makesIt === direction || isTurned);
  const named = ours.kind === 'invalid' ? ours.violations.map(({ keyword }) => keyword) : [];
  // A keyword that we found broken is a better reason than one that is merely there.
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
