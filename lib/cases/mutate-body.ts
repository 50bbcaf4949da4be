import type { Contract, MediaContent, SchemaViolation } from '../contract/contract.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken } from '../core/pointer.ts';
import { stripPlaceholders, stripText, type ValidBodies } from './bodies.ts';
import { wrongValues } from './wrong-values.ts';

/** A body that breaks the request schema in one way. */
export interface InvalidBody {
  /** Stable part of a case id: `without-name`. */
  readonly variant: string;
  readonly title: string;
  readonly rule: string;
  readonly body: JsonValue;
}

/** A keyword to be broken at a place of the body, with bodies that may break it. */
interface Attempt extends Omit<InvalidBody, 'body'> {
  readonly keyword: string;
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
 * a wrong type, a value outside an enum, against a pattern or a format, beyond a bound, an unknown key in a closed object.
 * Each is shown by the contract's own schema to be invalid there and nowhere else. Of several that would do, the one that
 * breaks nothing but the keyword is taken. `anyOf`, `oneOf`, `not` and `if` are not broken.
 */
export function mutateBody(contract: Contract, content: MediaContent, bodies: ValidBodies): readonly InvalidBody[] {
  const pointer = content.schemaPointer;
  if (pointer === undefined) return [];
  const walker = new SchemaWalker(contract, bodies.minimal ?? {}, bodies.full);
  walker.walk(pointer, { tokens: [], labels: [] });
  const proven = new Map<string, InvalidBody>();
  for (const attempt of walker.attempts) {
    const body = firstProven(contract, pointer, attempt);
    if (body === undefined) continue;
    const { variant, title, rule } = attempt;
    const isNew = ![...proven.values()].some((other) => JSON.stringify(other.body) === JSON.stringify(body));
    if (isNew && !proven.has(variant)) proven.set(variant, { variant, title, rule, body });
  }
  return [...proven.values()];
}

function firstProven(contract: Contract, pointer: string, { bodies, at, keyword }: Attempt): JsonValue | undefined {
  // Names are bound in keys as well.
  const place = at.tokens.map((token) => `/${escapeToken(stripText(String(token)))}`).join('');
  const isThere = ({ instancePath }: SchemaViolation): boolean =>
    instancePath === place || instancePath.startsWith(`${place}/`);
  const breaking = bodies.flatMap((body) => {
    const verdict = contract.judge(pointer, stripPlaceholders(body));
    return verdict.kind === 'invalid' && verdict.violations.every(isThere) ? [{ body, ...verdict }] : [];
  });
  const alone = breaking.find(({ violations }) => violations.every((violation) => violation.keyword === keyword));
  return (alone ?? breaking[0])?.body;
}

class SchemaWalker {
  readonly attempts: Attempt[] = [];
  readonly #contract: Contract;
  readonly #valid: JsonValue;
  readonly #full: JsonValue | undefined;

  constructor(contract: Contract, valid: JsonValue, full: JsonValue | undefined) {
    this.#contract = contract;
    this.#valid = valid;
    this.#full = full;
  }

  walk(at: string, place: Place, depth = 0): void {
    const found = this.#contract.resolve(at);
    if (found === undefined || !isJsonObject(found.value) || depth > DEEPEST) return;
    const { pointer, value: schema } = found;
    const here = this.#valueAt(place);
    this.#breakRequired(schema, place, here);
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
      if (typeof token === 'string') return { ...(isJsonObject(around) ? around : {}), [token]: member };
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

const RULES: Readonly<Record<string, string>> = {
  minProperties: 'request.required-unenforced',
  additionalProperties: 'request.extra-accepted',
  unevaluatedProperties: 'request.extra-accepted',
};

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
