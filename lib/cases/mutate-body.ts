import type { Contract, MediaContent, SchemaViolation } from '../contract/contract.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken } from '../core/pointer.ts';
import type { RuleId } from '../rules/rules.ts';
import { stripPlaceholders, stripText, type ValidBodies } from './bodies.ts';
import { LONGEST_TEXT, valueFor, wrongValues } from './wrong-values.ts';

/** A body that breaks the request schema in one way. */
export interface InvalidBody {
  /** Stable part of a case id: `without-name`. */
  readonly variant: string;
  readonly title: string;
  readonly rule: RuleId;
  /** The keyword of the schema that it breaks. */
  readonly keyword: string;
  readonly body: JsonValue;
}

/** A keyword to be broken at a place of the body, with bodies that may break it. */
interface Attempt extends Omit<InvalidBody, 'body'> {
  readonly at: Place;
  readonly bodies: readonly JsonValue[];
}

/** A place in a body: the names and indexes that lead there, and what it is called. */
interface Place {
  readonly tokens: readonly (string | number)[];
  readonly labels: readonly string[];
}

const DEEPEST = 6;

/**
 * Bodies that break one keyword of the schema each, at every place of the body, nested ones too: a required member left out,
 * a wrong type, a value outside an enum, against a pattern or a format, beyond a bound, an unknown key in a closed object,
 * none or two of the members of which a `oneOf` requires one. Each is shown by the contract's own schema to be invalid there
 * and nowhere else. Of several that would do, the one that breaks nothing but the keyword is taken. Other `anyOf` and `oneOf`,
 * `not` and `if` are not broken. `either` names members that exclude one another by the prose of the contract: a body has the
 * broken one alone.
 */
export function mutateBody(
  contract: Contract,
  content: MediaContent,
  bodies: ValidBodies,
  either: readonly string[] = [],
): readonly InvalidBody[] {
  const pointer = content.schemaPointer;
  if (pointer === undefined) return [];
  const walker = new SchemaWalker(contract, bodies, either);
  walker.walk(pointer, { tokens: [], labels: [] });
  const proven = new Map<string, InvalidBody>();
  for (const attempt of walker.attempts) {
    const body = firstProven(contract, pointer, attempt);
    if (body === undefined) continue;
    const { variant, title, rule, keyword } = attempt;
    const isNew = ![...proven.values()].some((other) => JSON.stringify(other.body) === JSON.stringify(body));
    if (isNew && !proven.has(variant)) proven.set(variant, { variant, title, rule, keyword, body });
  }
  return [...proven.values()];
}

/** A valid body that goes as far as a bound allows. */
interface LongestText {
  /** Stable part of a case id: `longest-name`. */
  readonly variant: string;
  readonly title: string;
  readonly body: JsonValue;
}

/** One character, and three bytes in UTF-8: a length that is counted in bytes is beyond its bound. */
const WIDE = '\u{5b57}';

/** Bodies in which one text has as many characters as its `maxLength` allows, and more bytes than that. */
export function longestTexts(contract: Contract, content: MediaContent, bodies: ValidBodies): readonly LongestText[] {
  const pointer = content.schemaPointer;
  if (pointer === undefined) return [];
  const walker = new SchemaWalker(contract, bodies);
  walker.walk(pointer, { tokens: [], labels: [] });
  return walker.bounds.flatMap(({ at, most, body }) =>
    contract.judgeRequest(pointer, stripPlaceholders(body)).kind === 'invalid'
      ? []
      : [
          {
            variant: ['longest', ...at.labels].join('-'),
            title: `"${at.labels.join('/')}" of ${most} characters in ${most * Buffer.byteLength(WIDE)} bytes`,
            body,
          },
        ],
  );
}

function firstProven(contract: Contract, pointer: string, { bodies, at, keyword }: Attempt): JsonValue | undefined {
  // Names are bound in keys as well.
  const place = at.tokens.map((token) => `/${escapeToken(stripText(String(token)))}`).join('');
  const isThere = ({ instancePath }: SchemaViolation): boolean =>
    instancePath === place || instancePath.startsWith(`${place}/`);
  const breaking = bodies.flatMap((body) => {
    const verdict = contract.judgeRequest(pointer, stripPlaceholders(body));
    return verdict.kind === 'invalid' && verdict.violations.every(isThere) ? [{ body, ...verdict }] : [];
  });
  const alone = breaking.find(({ violations }) => violations.every((violation) => violation.keyword === keyword));
  return (alone ?? breaking[0])?.body;
}

class SchemaWalker {
  readonly attempts: Attempt[] = [];
  /** Texts with a bound, and bodies in which they are as long as it allows. */
  readonly bounds: { readonly at: Place; readonly most: number; readonly body: JsonValue }[] = [];
  readonly #contract: Contract;
  readonly #valid: JsonValue;
  readonly #full: JsonValue | undefined;
  /** Members of the body that exclude one another. */
  readonly #rivals: string[][];

  constructor(contract: Contract, { base = {}, full }: ValidBodies, either: readonly string[] = []) {
    this.#contract = contract;
    this.#valid = base;
    this.#full = full;
    this.#rivals = [[...either]];
  }

  walk(at: string, place: Place, depth = 0): void {
    const found = this.#contract.resolve(at);
    if (found === undefined || !isJsonObject(found.value) || depth > DEEPEST) return;
    const { pointer, value: schema } = found;
    const here = this.#valueAt(place);
    this.#breakRequired(schema, place, here);
    this.#breakChoice(schema, place, here);
    const { maxLength } = schema;
    if (typeof maxLength === 'number' && maxLength <= LONGEST_TEXT)
      this.bounds.push({ at: place, most: maxLength, body: this.#bodyWith(place, WIDE.repeat(maxLength)) });
    for (const wrong of wrongValues(schema, here)) this.#add(place, wrong, wrong.values);
    listOf(schema['allOf']).forEach((_, index) => this.walk(`${pointer}/allOf/${index}`, place, depth + 1));
    const below = (path: string, token: string | number, label: string): void => {
      const next = { tokens: [...place.tokens, token], labels: [...place.labels, label] };
      this.walk(`${pointer}/${path}`, next, depth + 1);
    };
    const properties = isJsonObject(schema['properties']) ? Object.keys(schema['properties']) : [];
    for (const name of properties) below(`properties/${escapeToken(name)}`, name, name);
    if (isJsonObject(schema['additionalProperties']))
      below('additionalProperties', keyFor(schema, here, properties), 'values');
    listOf(schema['prefixItems']).forEach((_, index) => below(`prefixItems/${index}`, index, String(index)));
    if (isJsonObject(schema['items'])) below('items', listOf(schema['prefixItems']).length, 'items');
  }

  #breakRequired(schema: JsonObject, place: Place, here: JsonValue | undefined): void {
    const members = isJsonObject(here) ? here : {};
    for (const name of listOf(schema['required']).filter((each) => typeof each === 'string')) {
      const rest = Object.fromEntries(Object.entries(members).filter(([candidate]) => candidate !== name));
      this.attempts.push({
        variant: ['without', ...place.labels, name].join('-'),
        title: `without the required "${[...place.labels, name].join('/')}"`,
        rule: 'request.required-unenforced',
        keyword: 'required',
        at: place,
        bodies: [this.#bodyWith(place, rest)],
      });
    }
  }

  /** Breaks a choice between members: none of them, and two where a `oneOf` asks for one. */
  #breakChoice(schema: JsonObject, place: Place, here: JsonValue | undefined): void {
    for (const keyword of ['oneOf', 'anyOf'] as const) {
      const groups = listOf(schema[keyword]).map(requiredOnly);
      const [first, second] = groups;
      if (first === undefined || second === undefined || groups.includes(undefined)) continue;
      const names = [...new Set(groups.flatMap((group) => group ?? []))];
      if (keyword === 'oneOf' && place.tokens.length === 0) this.#rivals.push(names);
      const members = isJsonObject(here) ? here : {};
      const rest = Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)));
      const label = [...place.labels, ''].join('-');
      this.attempts.push({
        variant: `${label}none-of-${names.join('-')}`,
        title: `none of ${listQuoted(names)}`,
        rule: 'request.required-unenforced',
        keyword,
        at: place,
        bodies: [this.#bodyWith(place, rest)],
      });
      if (keyword === 'anyOf') continue;
      const both = [...new Set([...first, ...second])];
      const valued = both.map((name) => [name, this.#valueOf(schema, place, name)] as const);
      this.attempts.push({
        variant: `${label}${both.join('-and-')}`,
        title: `${listQuoted(both)} at once`,
        rule: 'request.constraint-unenforced',
        keyword,
        at: place,
        bodies: [this.#bodyWith(place, { ...rest, ...Object.fromEntries(valued) })],
      });
    }
  }

  #valueOf(schema: JsonObject, { tokens, labels }: Place, name: string): JsonValue {
    const known = this.#valueAt({ tokens: [...tokens, name], labels });
    const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
    return known ?? memberAt(this.#full, [...tokens, name]) ?? valueFor(properties[name]);
  }

  #add(place: Place, wrong: { keyword: string; variant: string; title: string }, values: readonly JsonValue[]): void {
    const { keyword } = wrong;
    const isRoot = place.labels.length === 0;
    const whole = isRoot ? WHOLE[keyword] : undefined;
    this.attempts.push({
      variant: whole?.variant ?? [...place.labels, wrong.variant].join('-'),
      title: whole?.title ?? (isRoot ? `a body ${wrong.title}` : `"${place.labels.join('/')}" ${wrong.title}`),
      rule: RULES[keyword] ?? 'request.constraint-unenforced',
      keyword,
      at: place,
      bodies: (isRoot && keyword === 'type' ? [[], ...values] : values).map((value) => this.#bodyWith(place, value)),
    });
  }

  /** The value of the minimal valid body at a place, or of the full one where the minimal one leaves it out. */
  #valueAt({ tokens }: Place): JsonValue | undefined {
    return memberAt(this.#valid, tokens) ?? memberAt(this.#full, tokens);
  }

  #bodyWith({ tokens }: Place, value: JsonValue): JsonValue {
    const build = (depth: number): JsonValue => {
      const token = tokens[depth];
      if (token === undefined) return value;
      const around = this.#valueAt({ tokens: tokens.slice(0, depth), labels: [] });
      const member = build(depth + 1);
      const isRival = (name: string): boolean =>
        depth === 0 && this.#rivals.some((names) => names.includes(name) && names.includes(String(token)));
      if (typeof token === 'string') {
        const others = Object.entries(isJsonObject(around) ? around : {}).filter(([name]) => !isRival(name));
        return { ...Object.fromEntries(others), [token]: member };
      }
      const items = listOf(around);
      return token < items.length ? items.map((item, index) => (index === token ? member : item)) : [...items, member];
    };
    return build(0);
  }
}

/** Id and title of a fault that is about the whole body. */
const WHOLE: Readonly<Record<string, { readonly variant: string; readonly title: string } | undefined>> = {
  type: { variant: 'an-array', title: 'an array in place of an object' },
  minProperties: { variant: 'empty', title: 'too few members' },
  additionalProperties: { variant: 'unknown-key', title: 'an unknown key' },
};

const RULES: Readonly<Record<string, RuleId>> = {
  minProperties: 'request.required-unenforced',
  additionalProperties: 'request.extra-accepted',
  unevaluatedProperties: 'request.extra-accepted',
};

/** The members that a branch requires; undefined where it asks for anything else. */
function requiredOnly(branch: JsonValue): readonly string[] | undefined {
  if (!isJsonObject(branch) || Object.keys(branch).some((keyword) => keyword !== 'required')) return undefined;
  const names = listOf(branch['required']).filter((name) => typeof name === 'string');
  return names.length === 0 ? undefined : names;
}

function listQuoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(' and ');
}

function memberAt(value: JsonValue | undefined, tokens: readonly (string | number)[]): JsonValue | undefined {
  return tokens.reduce<JsonValue | undefined>(
    (current, token) =>
      typeof token === 'number' ? listOf(current)[token] : isJsonObject(current) ? current[token] : undefined,
    value,
  );
}

/** A key of a map: one that a valid body has, else one that may be there. */
function keyFor(schema: JsonObject, here: JsonValue | undefined, properties: readonly string[]): string {
  const [used] = Object.keys(isJsonObject(here) ? here : {}).filter((key) => !properties.includes(key));
  const names = isJsonObject(schema['propertyNames']) ? listOf(schema['propertyNames']['enum']) : [];
  return used ?? (typeof names[0] === 'string' ? names[0] : 'CONFORMANCE_KEY');
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}
