import type { Contract, Pointer } from '../contract/contract.ts';
import { quoteInPath, type OverlayAction } from '../contract/parse-overlay.ts';
import { looksLikeId } from '../checks/body-place.ts';
import { isJsonObject, type JsonValue } from '../core/json.ts';
import { valueAtPointer } from '../core/pointer.ts';
import { err, ok, type Result } from '../core/result.ts';
import { createActionWriter } from './edit.ts';
import { inferSchema, typeOf } from './infer-schema.ts';

/** One keyword of a schema, and what it was broken by. */
export interface BrokenKeyword {
  /** The schema that has the keyword. */
  readonly schema: Pointer;
  readonly keyword: string;
  /** The member that is missing or too much, where the keyword is about one. */
  readonly member: string;
  readonly values: readonly JsonValue[];
}

export interface Widening {
  /** A sentence part: `let it be null as well`. */
  readonly title: string;
  readonly actions: readonly OverlayAction[];
}

/** The least that has to be changed about a keyword so that the values pass (JSON Schema 2020-12, validation vocabulary). */
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

/** An id, a time, a text of somebody's, a whole object: nothing that a list of values could hold. */
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
