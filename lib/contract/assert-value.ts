import type { ErrorObject } from 'ajv/dist/2020.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken } from '../core/pointer.ts';
import type { Pointer } from './contract.ts';
import { canonicalText, isExactObject, isMultipleOf, toExact, type ExactValue } from './exact-value.ts';

/** What the assertions need besides schema and value. */
export interface AssertionTools {
  readonly isOfFormat: (format: string, value: ExactValue) => boolean;
  readonly matches: (pattern: string, text: string) => boolean;
  /** The digits of a whole number beyond 2^53 at a pointer of the document, as its source has them. */
  readonly exactAt: (pointer: Pointer) => bigint | undefined;
}

interface Asserted {
  readonly schema: JsonObject;
  readonly at: Pointer;
  readonly value: ExactValue;
  readonly path: string;
}

interface Failed {
  readonly keyword: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

/** The errors of the keywords that look at the value itself (JSON Schema 2020-12 validation, sections 6 and 7), as Ajv words them. */
export function assertionErrors(tools: AssertionTools, subject: Asserted): readonly ErrorObject[] {
  const { schema, value } = subject;
  const failed = [
    ...ofAnyType(tools, subject),
    ...(typeof value === 'number' || typeof value === 'bigint' ? ofNumber(tools, subject, value) : []),
    ...(typeof value === 'string' ? ofText(tools, schema, value) : []),
    ...(Array.isArray(value) ? ofList(schema, value as readonly ExactValue[]) : []),
    ...(isExactObject(value) ? ofObject(schema, value) : []),
  ];
  return failed.map(({ keyword, params = {}, message = keyword }) => errorOf(subject, keyword, params, message));
}

/** An error in the form of Ajv's, with the nodes that its option `verbose` adds. */
export function errorOf(
  { schema, value, path }: Omit<Asserted, 'schema' | 'at'> & { readonly schema: JsonValue | undefined },
  keyword: string,
  params: Readonly<Record<string, unknown>>,
  message: string,
): ErrorObject {
  const parent = isJsonObject(schema) ? { parentSchema: schema } : {};
  const own = isJsonObject(schema) ? schema[keyword] : schema;
  return { keyword, params, message, instancePath: path, schemaPath: '', schema: own, data: value, ...parent };
}

function* ofAnyType({ isOfFormat, exactAt }: AssertionTools, { schema, at, value }: Asserted): Generator<Failed> {
  const { type, enum: listed, const: constant, format } = schema;
  const types = [type ?? []].flat() as readonly string[];
  if (types.length > 0 && !types.some((each) => isOfType(value, each)))
    yield { keyword: 'type', params: { type }, message: `must be ${types.join(',')}` };
  const text = canonicalText(value);
  const isEqual = (wanted: JsonValue, place: Pointer): boolean =>
    canonicalText(toExact(wanted, (pointer) => exactAt(pointer), place)) === text;
  if (Array.isArray(listed)) {
    const values = listed as readonly JsonValue[];
    if (!values.some((wanted, index) => isEqual(wanted, `${at}/enum/${index}`)))
      yield { keyword: 'enum', params: { allowedValues: toExact(values, exactAt, `${at}/enum`) } };
  }
  if (constant !== undefined && !isEqual(constant, `${at}/const`))
    yield { keyword: 'const', params: { allowedValue: toExact(constant, exactAt, `${at}/const`) } };
  if (typeof format === 'string' && !isOfFormat(format, value))
    yield { keyword: 'format', params: { format }, message: `must match format "${format}"` };
}

function isOfType(value: ExactValue, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isExactObject(value);
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint';
    case 'integer':
      return Number.isInteger(value) || typeof value === 'bigint';
    default:
      return typeof value === type;
  }
}

const LIMITS: Readonly<Record<string, readonly [sign: string, holds: (value: Exact, limit: Exact) => boolean]>> = {
  maximum: ['<=', (value, limit) => value <= limit],
  minimum: ['>=', (value, limit) => value >= limit],
  exclusiveMaximum: ['<', (value, limit) => value < limit],
  exclusiveMinimum: ['>', (value, limit) => value > limit],
};

type Exact = number | bigint;

function* ofNumber({ exactAt }: AssertionTools, { schema, at }: Asserted, value: Exact): Generator<Failed> {
  const numberAt = (keyword: string): Exact | undefined => {
    const exact = toExact(schema[keyword], exactAt, `${at}/${escapeToken(keyword)}`);
    return typeof exact === 'number' || typeof exact === 'bigint' ? exact : undefined;
  };
  for (const [keyword, [sign, holds]] of Object.entries(LIMITS)) {
    const limit = numberAt(keyword);
    if (limit !== undefined && !holds(value, limit))
      yield { keyword, params: { comparison: sign, limit }, message: `must be ${sign} ${limit}` };
  }
  const divisor = numberAt('multipleOf');
  if (divisor !== undefined && !isMultipleOf(value, divisor))
    yield { keyword: 'multipleOf', params: { multipleOf: divisor }, message: `must be multiple of ${divisor}` };
}

function* ofText({ matches }: AssertionTools, schema: JsonObject, value: string): Generator<Failed> {
  const { pattern } = schema;
  yield* ofSize(schema, 'Length', [...value].length, 'characters');
  if (typeof pattern === 'string' && !matches(pattern, value))
    yield { keyword: 'pattern', params: { pattern }, message: `must match pattern "${pattern}"` };
}

function* ofList(schema: JsonObject, value: readonly ExactValue[]): Generator<Failed> {
  yield* ofSize(schema, 'Items', value.length, 'items');
  if (schema['uniqueItems'] !== true) return;
  const first = new Map<string, number>();
  for (const [index, item] of value.entries()) {
    const text = canonicalText(item);
    const other = first.get(text);
    if (other !== undefined) {
      const message = `must NOT have duplicate items (items ## ${other} and ${index} are identical)`;
      yield { keyword: 'uniqueItems', params: { i: index, j: other }, message };
      return;
    }
    first.set(text, index);
  }
}

function* ofObject(schema: JsonObject, value: Readonly<Record<string, unknown>>): Generator<Failed> {
  const { required, dependentRequired } = schema;
  yield* ofSize(schema, 'Properties', Object.keys(value).length, 'properties');
  const missing = (names: JsonValue | undefined): readonly string[] =>
    ((Array.isArray(names) ? names : []) as readonly string[]).filter((name) => !Object.hasOwn(value, name));
  for (const name of missing(required)) yield { keyword: 'required', params: { missingProperty: name } };
  for (const [owner, names] of Object.entries(isJsonObject(dependentRequired) ? dependentRequired : {}))
    if (Object.hasOwn(value, owner))
      for (const name of missing(names)) yield { keyword: 'dependentRequired', params: { missingProperty: name } };
}

function* ofSize(schema: JsonObject, what: string, size: number, unit: string): Generator<Failed> {
  const { [`min${what}`]: least, [`max${what}`]: most } = schema;
  if (typeof least === 'number' && size < least)
    yield { keyword: `min${what}`, params: { limit: least }, message: `must NOT have fewer than ${least} ${unit}` };
  if (typeof most === 'number' && size > most)
    yield { keyword: `max${what}`, params: { limit: most }, message: `must NOT have more than ${most} ${unit}` };
}
