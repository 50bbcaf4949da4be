import type { Contract, Pointer } from '../contract/contract.ts';
import { type OverlayAction, quoteInPath } from '../contract/parse-overlay.ts';
import { looksLikeId } from '../checks/body-place.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { valueAtPointer } from '../core/pointer.ts';
import { err, ok, type Result } from '../core/result.ts';
import { createActionWriter } from './edit.ts';

/** One keyword of a schema, with the values that violate it. */
export interface BrokenKeyword {
  /** The schema that has the keyword. */
  readonly schema: Pointer;
  readonly keyword: string;
  /** The missing or extra member, for a keyword that is about one. */
  readonly member: string;
  readonly values: readonly JsonValue[];
}

interface Widening {
  /** A sentence part: `let it be null as well`. */
  readonly title: string;
  readonly actions: readonly OverlayAction[];
}

/** Makes the smallest change of a keyword by which the values pass (JSON Schema 2020-12, validation vocabulary). */
export function widenKeyword(contract: Contract, broken: BrokenKeyword): Result<Widening> {
  // Not resolved: the keyword may stand beside a reference.
  const node = valueAtPointer(contract.document, broken.schema);
  if (!isJsonObject(node)) return err('the schema that was broken is not an object');
  const write = createActionWriter(contract);
  const { schema, keyword, member, values } = broken;
  const drop = (): OverlayAction => write.remove(`${schema}/${keyword}`);
  const own = node[keyword];
  switch (keyword) {
    case 'required':
      return ok({
        title: `no longer require "${member}"`,
        actions: [
          isLast(own)
            ? drop()
            : { target: `${write.remove(`${schema}/required`).target}[?@ == ${quoteInPath(member)}]`, remove: true },
        ],
      });
    case 'type': {
      const types = [...new Set(values.map(typeOf))].sort();
      return ok({
        title: `let it be ${types.join(' or ')} as well`,
        actions: Array.isArray(own)
          ? [write.merge(schema, { type: types })]
          : write.replace(schema, 'type', [...(typeof own === 'string' ? [own] : []), ...types]),
      });
    }
    case 'enum':
    case 'const': {
      const listed = distinct(values);
      const unfit = listed.find(isVarying);
      if (unfit !== undefined || listed.length > MOST_VALUES)
        return err('the values look as if they were others in every answer, so they cannot be listed');
      const words = listed.map((value) => JSON.stringify(value)).join(', ');
      return ok({
        title: `list ${words}`,
        actions:
          keyword === 'enum'
            ? [write.merge(schema, { enum: listed })]
            : [drop(), write.merge(schema, { enum: [own ?? null, ...listed] })],
      });
    }
    case 'format':
    case 'pattern':
      return ok({ title: `no longer ask for the ${keyword} ${JSON.stringify(own)}`, actions: [drop()] });
    case 'multipleOf':
    case 'uniqueItems':
      return ok({ title: `no longer ask for ${keyword}`, actions: [drop()] });
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return ok({
        title: `declare the member "${member}"`,
        actions: [write.merge(schema, { properties: { [member]: inferSchema(values) } })],
      });
    case 'anyOf':
    case 'oneOf':
      return ok({
        title: `allow another shape (${keyword})`,
        actions: [write.merge(schema, { [keyword]: [inferSchema(values)] })],
      });
    default:
      return widenBound(contract, broken);
  }
}

const MOST_VALUES = 10;
const LONGEST_VALUE = 60;

function isLast(list: JsonValue | undefined): boolean {
  return Array.isArray(list) && list.length === 1;
}

function distinct(values: readonly JsonValue[]): readonly JsonValue[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

/** True for values that differ in every answer and cannot be listed: ids, times, long texts, objects. */
function isVarying(value: JsonValue): boolean {
  if (typeof value === 'object' && value !== null) return true;
  return (
    typeof value === 'string' && (value.length > LONGEST_VALUE || looksLikeId(value) || /\d{4}-\d\d-\d\d/.test(value))
  );
}

type Measure = (value: JsonValue) => number | undefined;

const numberOf: Measure = (value) => (typeof value === 'number' ? value : undefined);
// Characters are code points (JSON Schema 2020-12 validation, section 6.3.1).
const lengthOf: Measure = (value) => (typeof value === 'string' ? [...value].length : undefined);
const itemsOf: Measure = (value) => (Array.isArray(value) ? value.length : undefined);
const membersOf: Measure = (value) => (isJsonObject(value) ? Object.keys(value).length : undefined);

const BOUNDS: Readonly<
  Record<string, { readonly measure: Measure; readonly becomes: string; readonly isLowest: boolean }>
> = {
  minimum: { measure: numberOf, becomes: 'minimum', isLowest: true },
  exclusiveMinimum: { measure: numberOf, becomes: 'minimum', isLowest: true },
  maximum: { measure: numberOf, becomes: 'maximum', isLowest: false },
  exclusiveMaximum: { measure: numberOf, becomes: 'maximum', isLowest: false },
  minLength: { measure: lengthOf, becomes: 'minLength', isLowest: true },
  maxLength: { measure: lengthOf, becomes: 'maxLength', isLowest: false },
  minItems: { measure: itemsOf, becomes: 'minItems', isLowest: true },
  maxItems: { measure: itemsOf, becomes: 'maxItems', isLowest: false },
  minProperties: { measure: membersOf, becomes: 'minProperties', isLowest: true },
  maxProperties: { measure: membersOf, becomes: 'maxProperties', isLowest: false },
};

function widenBound(contract: Contract, { schema, keyword, values }: BrokenKeyword): Result<Widening> {
  const bound = BOUNDS[keyword];
  const seen = values.flatMap((value) => bound?.measure(value) ?? []);
  if (bound === undefined || seen.length === 0) return err(`no edit is known that satisfies "${keyword}"`);
  const limit = bound.isLowest ? Math.min(...seen) : Math.max(...seen);
  const write = createActionWriter(contract);
  return ok({
    title: `set ${bound.becomes} to ${limit}`,
    actions:
      bound.becomes === keyword
        ? write.replace(schema, keyword, limit)
        : [write.remove(`${schema}/${keyword}`), ...write.replace(schema, bound.becomes, limit)],
  });
}

const DEEPEST = 6;

/**
 * Infers a schema from values: types and member names only. Nothing is required, since what was seen once is no promise, and no
 * value of an answer is copied into it.
 */
export function inferSchema(values: readonly JsonValue[], depth = 0): JsonObject {
  const types = [...new Set(values.map(typeOf))].sort();
  // Every whole number is a number.
  const plain = types.includes('number') ? types.filter((type) => type !== 'integer') : types;
  const [only] = plain;
  const type = plain.length === 1 && only !== undefined ? only : plain;
  if (depth >= DEEPEST) return { type };
  const objects = values.filter(isJsonObject);
  const items = values.flatMap((value) => (Array.isArray(value) ? (value as readonly JsonValue[]) : []));
  return {
    type,
    ...(objects.length === 0 ? {} : inferMembers(objects, depth)),
    ...(items.length === 0 ? {} : { items: inferSchema(items, depth + 1) }),
  };
}

/** Infers the members of objects. Names that look like ids are taken for keys of a map: the next answer has others. */
function inferMembers(objects: readonly JsonObject[], depth: number): JsonObject {
  const names = [...new Set(objects.flatMap((each) => Object.keys(each)))].sort();
  const valuesOf = (wanted: readonly string[]): readonly JsonValue[] =>
    objects.flatMap((each) => wanted.flatMap((name) => (Object.hasOwn(each, name) ? [each[name] ?? null] : [])));
  const keys = names.filter(looksLikeId);
  const members = names.filter((name) => !looksLikeId(name));
  return {
    ...(members.length === 0
      ? {}
      : { properties: Object.fromEntries(members.map((name) => [name, inferSchema(valuesOf([name]), depth + 1)])) }),
    ...(keys.length === 0 ? {} : { additionalProperties: inferSchema(valuesOf(keys), depth + 1) }),
  };
}

/** Names the type of a value as JSON Schema does (JSON Schema 2020-12 validation, section 6.1.1). */
function typeOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}
