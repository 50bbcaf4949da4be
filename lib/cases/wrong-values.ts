import type { Contract, Parameter } from '../contract/contract.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import type { RuleId } from '../rules/rules.ts';
import { unknownThing } from './operation-entry.ts';

/** Values that break one keyword of a schema: the likeliest to break nothing else comes first. */
interface WrongValue {
  readonly keyword: string;
  /** Stable part of a case id: `too-long`. */
  readonly variant: string;
  /** Follows the name of the member: `one character too long`. */
  readonly title: string;
  readonly values: readonly JsonValue[];
}

type Keyword = (argument: JsonValue, schema: JsonObject, valid: JsonValue | undefined) => WrongValue | undefined;

/** A text or a list longer than this is not worth sending. */
export const LONGEST_TEXT = 100_000;
const LONGEST_LIST = 1_000;

/** Each keyword of the schema that bounds a value of its own (JSON Schema 2020-12, validation), with values that break it. */
export function wrongValues(schema: JsonObject, valid: JsonValue | undefined): readonly WrongValue[] {
  return Object.entries(KEYWORDS).flatMap(([keyword, breakIt]) => {
    const argument = schema[keyword];
    return argument === undefined ? [] : (breakIt(argument, schema, valid) ?? []);
  });
}

const KEYWORDS: Readonly<Record<string, Keyword>> = {
  type: (argument) => {
    const types = [argument].flat() as readonly JsonValue[];
    const first = types.includes('string') ? 42 : types.includes('boolean') ? 'maybe' : 'text';
    return wrong('type', 'of-wrong-type', 'of another type', [first, 'text', 42, true, {}, []]);
  },
  enum: () => wrong('enum', 'outside-enum', 'outside its enum', OTHERS),
  const: () => wrong('const', 'not-the-constant', 'that is not its constant', OTHERS),
  pattern: (_, __, valid) => {
    const near = typeof valid === 'string' ? [`${valid}!`, `!${valid}`, valid.toUpperCase()] : [];
    return wrong('pattern', 'against-pattern', 'against its pattern', [
      '-No Pattern Allows This-',
      ...near,
      '!',
      ' ',
      '0',
      'x',
    ]);
  },
  format: (argument) => {
    if (typeof argument !== 'string') return undefined;
    const values = [`not-a-${argument}`, 'no format allows this', '%', '{', '0', 2 ** 31, 2 ** 64, 1.5];
    return wrong('format', 'against-format', `against its format "${argument}"`, values);
  },
  minLength: withNumber((least, valid) =>
    least < 1 ? [] : [[shorten(valid, least - 1), 'minLength', 'too-short', 'one character too short']],
  ),
  maxLength: withNumber((most, valid) =>
    most > LONGEST_TEXT ? [] : [[lengthen(valid, most + 1), 'maxLength', 'too-long', 'one character too long']],
  ),
  minimum: withNumber((least) => [[[least - 1], 'minimum', 'below-minimum', 'below its minimum']]),
  maximum: withNumber((most) => [[[most + 1], 'maximum', 'above-maximum', 'above its maximum']]),
  exclusiveMinimum: withNumber((bound) => [
    [[bound], 'exclusiveMinimum', 'at-lower-bound', 'at the bound that it has to be above'],
  ]),
  exclusiveMaximum: withNumber((bound) => [
    [[bound], 'exclusiveMaximum', 'at-upper-bound', 'at the bound that it has to be below'],
  ]),
  multipleOf: withNumber((step, valid) => {
    const near = typeof valid === 'number' ? [valid + 1, valid + step / 2] : [];
    return [[[...near, step + 1, step * 1.5], 'multipleOf', 'no-multiple', `that is no multiple of ${step}`]];
  }),
  minItems: withNumber((least, valid) =>
    least < 1
      ? []
      : [[[listOf(valid).slice(0, least - 1), []], 'minItems', 'with-too-few-items', 'with one item too few']],
  ),
  maxItems: withNumber((most, valid) => {
    const [item = 'x'] = listOf(valid);
    const items =
      most > LONGEST_LIST ? [] : [Array.from({ length: most + 1 }, (_, index) => listOf(valid)[index] ?? item)];
    return [[items, 'maxItems', 'with-too-many-items', 'with one item too many']];
  }),
  uniqueItems: (argument, _, valid) => {
    const [item = 'x'] = listOf(valid);
    return argument === true
      ? wrong('uniqueItems', 'with-an-item-twice', 'with an item twice', [[item, item]])
      : undefined;
  },
  minProperties: withNumber((least, valid) =>
    least < 1
      ? []
      : [[[few(valid, least - 1), {}], 'minProperties', 'with-too-few-members', 'with one member too few']],
  ),
  maxProperties: withNumber((most, valid) =>
    most > LONGEST_LIST
      ? []
      : [[[many(valid, most + 1)], 'maxProperties', 'with-too-many-members', 'with one member too many']],
  ),
  additionalProperties: (argument, _, valid) =>
    argument === false ? unknownKey('additionalProperties', valid) : undefined,
  unevaluatedProperties: (argument, _, valid) =>
    argument === false ? unknownKey('unevaluatedProperties', valid) : undefined,
  propertyNames: (_, { additionalProperties }, valid) => {
    const [value = valueFor(additionalProperties)] = Object.values(isJsonObject(valid) ? valid : {});
    const keys = ['conformance_unknown', '-No Pattern Allows This-', ''];
    return wrong(
      'propertyNames',
      'with-unknown-key',
      'with a key outside its set',
      keys.map((key) => ({ [key]: value })),
    );
  },
};

const OTHERS: readonly JsonValue[] = ['conformance-unknown', 987_654_321, true, {}, []];

function wrong(keyword: string, variant: string, title: string, values: readonly JsonValue[]): WrongValue {
  return { keyword, variant, title, values };
}

type Row = readonly [values: readonly JsonValue[], keyword: string, variant: string, title: string];

function withNumber(rows: (bound: number, valid: JsonValue | undefined) => readonly Row[]): Keyword {
  return (argument, _, valid) => {
    const [row] = typeof argument === 'number' ? rows(argument, valid) : [];
    return row === undefined ? undefined : wrong(row[1], row[2], row[3], row[0]);
  };
}

function unknownKey(keyword: string, valid: JsonValue | undefined): WrongValue {
  const members = isJsonObject(valid) ? valid : {};
  return wrong(keyword, 'unknown-key', 'with an unknown key', [{ ...members, conformance_unknown_key: true }]);
}

/** A value of the type that a schema asks for. */
export function valueFor(schema: JsonValue | undefined): JsonValue {
  const types = isJsonObject(schema) ? ([schema['type'] ?? []].flat() as readonly JsonValue[]) : [];
  return types.includes('string') ? 'x' : types.includes('boolean') ? true : types.includes('object') ? {} : 1;
}

/** The text, or an empty one where it holds a placeholder, whose length is not known yet. */
function plainText(valid: JsonValue | undefined): string {
  return typeof valid === 'string' && !valid.includes('${') ? valid : '';
}

function shorten(valid: JsonValue | undefined, length: number): readonly string[] {
  return [...new Set([plainText(valid).padEnd(length, 'x').slice(0, length), 'x'.repeat(length), '0'.repeat(length)])];
}

function lengthen(valid: JsonValue | undefined, length: number): readonly string[] {
  const text = plainText(valid);
  return [...new Set(['x'.repeat(length), text.padEnd(length, text.slice(-1) || 'x'), '0'.repeat(length)])];
}

function listOf(valid: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(valid) ? (valid as readonly JsonValue[]) : [];
}

function few(valid: JsonValue | undefined, count: number): JsonObject {
  return Object.fromEntries(Object.entries(isJsonObject(valid) ? valid : {}).slice(0, count));
}

function many(valid: JsonValue | undefined, count: number): JsonObject {
  const members = Object.entries(isJsonObject(valid) ? valid : {});
  const [, value = 'x'] = members[0] ?? [];
  const further = Array.from({ length: count }, (_, index) => [`conformance_${index}`, value] as const);
  return Object.fromEntries([...members, ...further].slice(0, Math.max(count, members.length)));
}

/** A value that a parameter must not have; `null` leaves it out. */
interface WrongParameter {
  /** Stable part of a case id: `id-not-a-uuid`. */
  readonly name: string;
  readonly title: string;
  readonly value: string | null;
  readonly rule: RuleId;
  /** It lies outside of an enum. */
  readonly isClosed?: true;
}

/**
 * A required parameter left out, one that is no UUID, one against its pattern, one outside its enum. Each value is shown by the
 * contract's own schema to be invalid, however it is read. An id of any form is tried in a form that no id has: it names nothing.
 */
export function wrongParameters(contract: Contract, parameter: Parameter): readonly WrongParameter[] {
  const { name, required } = parameter;
  const schema = isJsonObject(parameter.schema) ? parameter.schema : {};
  const isPath = parameter.in === 'path';
  const isQuery = parameter.in === 'query';
  const rule = 'request.constraint-unenforced';
  const result: WrongParameter[] = [];
  const breakWith = (variant: string, title: string, texts: readonly string[], more: object = {}): void => {
    const value = texts.find((text) => isInvalid(contract, parameter, text));
    if (value !== undefined)
      result.push({ name: `${name}-${variant}`, title: `"${name}" ${title}`, value, rule, ...more });
  };
  if (isQuery && required)
    result.push({
      name: `without-${name}`,
      title: `no "${name}"`,
      value: null,
      rule: 'request.required-unenforced',
    });
  if ((isPath || (isQuery && required)) && schema['format'] === 'uuid')
    breakWith('not-a-uuid', 'that is not a UUID', ['not-a-uuid']);
  if ((isPath || isQuery) && typeof schema['pattern'] === 'string')
    breakWith('against-pattern', 'against its pattern', ['-No-', '-No Pattern Allows This-', '!', ' ']);
  if ((isPath || isQuery) && schema['enum'] !== undefined)
    breakWith('outside-enum', 'outside its enum', ['conformance-unknown'], { isClosed: true });
  if (isPath && result.length === 0 && unknownThing(parameter) === '${unknown.uuid}')
    result.push({
      name: `${name}-not-a-uuid`,
      title: `"${name}" that is not a UUID`,
      value: 'not-a-uuid',
      rule: 'status.not-found-shape',
    });
  return result;
}

function isInvalid(contract: Contract, { schemaPointer }: Parameter, text: string): boolean {
  return readingsOf(text).every((value) => contract.judge(schemaPointer, value).kind === 'invalid');
}

/** A parameter arrives as text, and may be meant as a number, a truth value or a list of one. */
function readingsOf(text: string): readonly JsonValue[] {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  const plain: readonly JsonValue[] = [
    text,
    ...(Number.isFinite(number) ? [number] : []),
    ...(text === 'true' || text === 'false' ? [text === 'true'] : []),
  ];
  return [...plain, ...plain.map((value) => [value])];
}
