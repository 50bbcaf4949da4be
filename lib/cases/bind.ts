import { defined } from '../core/defined.ts';
import { hashText } from '../core/hash.ts';
import { isJsonObject, type JsonValue } from '../core/json.ts';
import { freshFormOf, kindOf, PLACEHOLDER, placeholderOf } from '../core/names.ts';
import type { HeaderLine } from '../exchange/exchange.ts';
import type { RequestTemplate } from './case.ts';

/** Values for the names that stand in `${...}`. */
export type Bindings = ReadonlyMap<string, string>;

/** Changes that a placeholder may ask for: `${truncated:secret.orgApiKey}` leaves out the last character. */
const MODIFIERS: Readonly<Record<string, (value: string) => string>> = {
  upper: (value) => value.toUpperCase(),
  truncated: (value) => value.slice(0, -1),
  swapped: (value) => [...value].map(swapCase).join(''),
  garbled: (value) => garble(value),
};

/** A name that a template asks for, and the change that is made to its value. */
export interface AskedName {
  readonly name: string;
  readonly modifier?: string;
}

/** Splits `truncated:secret.orgApiKey` into modifier and name; a text before the colon that is no modifier stays in the name. */
export function parseAsked(asked: string): AskedName {
  const colon = asked.indexOf(':');
  const modifier = asked.slice(0, Math.max(0, colon));
  return MODIFIERS[modifier] === undefined ? { name: asked } : { name: asked.slice(colon + 1), modifier };
}

/** Lists the names that a template asks for with a modifier. */
export function modifiedIn(value: unknown): readonly Required<AskedName>[] {
  return [...JSON.stringify(value ?? null).matchAll(PLACEHOLDER)].flatMap((match) => {
    const { name, modifier } = parseAsked(match[1] ?? '');
    return modifier === undefined ? [] : [{ name, modifier }];
  });
}

/** A value with a modifier applied to it. */
export function modify(modifier: string | undefined, value: string): string {
  return modifier === undefined ? value : (MODIFIERS[modifier]?.(value) ?? value);
}

function swapCase(character: string): string {
  return character === character.toLowerCase() ? character.toUpperCase() : character.toLowerCase();
}

/** Another value of the same length and the same kinds of characters: digits stay digits. An empty text stays empty. */
function garble(value: string): string {
  const digest = hashText(`garbled ${value}`);
  const garbled = [...value]
    .map((character, index) => garbleOne(character, Number.parseInt(digest.charAt(index % digest.length), 16)))
    .join('');
  return garbled === value ? value.replace(/./gsu, 'x') : garbled;
}

function garbleOne(character: string, digit: number): string {
  if (/[0-9]/.test(character)) return String((Number(character) + 1 + (digit % 8)) % 10);
  if (/[a-z]/.test(character)) return String.fromCharCode(97 + ((character.charCodeAt(0) - 97 + 1 + digit) % 26));
  if (/[A-Z]/.test(character)) return String.fromCharCode(65 + ((character.charCodeAt(0) - 65 + 1 + digit) % 26));
  return character;
}

/** Gives a request that asks for other names: `rename` maps each, such as `org.slug` to `otherOrg.slug`. */
export function renameNames(request: RequestTemplate, rename: (name: string) => string): RequestTemplate {
  const inText = (text: string): string =>
    text.replace(PLACEHOLDER, (_, asked: string) => {
      const { name, modifier } = parseAsked(asked);
      return placeholderOf(modifier === undefined ? rename(name) : `${modifier}:${rename(name)}`);
    });
  const { tenantSlug, body, otherBodies } = request;
  const inBody = (each: NonNullable<typeof body>): NonNullable<typeof body> =>
    each.kind === 'json' ? { kind: 'json', value: mapTexts(each.value, inText) } : each;
  return {
    ...request,
    ...(tenantSlug === undefined ? {} : { tenantSlug: inText(tenantSlug) }),
    path: inText(request.path),
    query: request.query.map(([name, value]) => [name, inText(value)] as const),
    headers: request.headers.map(([name, value]) => [name, inText(value)] as const),
    ...defined({ body: body && inBody(body), otherBodies: otherBodies?.map(inBody) }),
  };
}

/** Lists the names that a template asks for, in order, without repeats. */
export function namesIn(value: unknown): readonly string[] {
  const names = new Set<string>();
  for (const match of JSON.stringify(value ?? null).matchAll(PLACEHOLDER)) {
    const name = match[1];
    if (name !== undefined) names.add(parseAsked(name).name);
  }
  return [...names];
}

/** Whether a header carries a secret, right or made up. */
export function carriesSecret([, value]: HeaderLine): boolean {
  return namesIn(value).some((name) => kindOf(name) === 'secret');
}

/** Fills the names in a text. Throws on a name that is not bound: plans are checked for that before they run. */
export function fillText(text: string, bindings: Bindings): string {
  return text.replace(PLACEHOLDER, (_, asked: string) => {
    const { name, modifier } = parseAsked(asked);
    const value = bindings.get(name);
    if (value === undefined) throw new Error(`nothing is bound to \${${name}}`);
    return modify(modifier, value);
  });
}

/** The same JSON with every name filled, in keys and values. Throws on a name that is not bound, as `fillText` does. */
export function fillJson(value: JsonValue, bindings: Bindings): JsonValue {
  return mapTexts(value, (text) => fillText(text, bindings));
}

/** The same JSON with every text of it changed, in keys and values. */
function mapTexts(value: JsonValue, change: (text: string) => string): JsonValue {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item as JsonValue, change));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [change(name), mapTexts(member ?? null, change)]),
  );
}

/** A request ready to be sent: path with query, exact header lines, body text. */
interface BoundRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: string;
}

/** Fills a request. Parts of the path and of the query are percent-encoded (RFC 3986, section 2.1). */
export function bindRequest(request: RequestTemplate, bindings: Bindings): BoundRequest {
  const path = request.path.replace(PLACEHOLDER, (asked) => encodeURIComponent(fillText(asked, bindings)));
  const query = request.query.map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(fillText(value, bindings))}`,
  );
  const headers = request.headers.map(([name, value]) => [name, fillText(value, bindings)] as const);
  const body = request.body === undefined ? {} : { body: bodyText(request.body, bindings) };
  return { method: request.method, path: query.length > 0 ? `${path}?${query.join('&')}` : path, headers, ...body };
}

function bodyText(body: NonNullable<RequestTemplate['body']>, bindings: Bindings): string {
  return body.kind === 'text' ? body.text : JSON.stringify(fillJson(body.value, bindings));
}

/** A map that makes `${fresh.*}` names on demand: new in every case, the same when the same run token and case come again. */
export class CaseBindings extends Map<string, string> {
  readonly #token: string;
  readonly #caseId: string;

  constructor(outer: Bindings, token: string, caseId: string) {
    super(outer);
    this.#token = token;
    this.#caseId = caseId;
  }

  override get(name: string): string | undefined {
    return super.get(name) ?? (kindOf(name) === 'fresh' ? this.#make(name) : undefined);
  }

  #make(name: string): string {
    const form = freshFormOf(name);
    const digest = hashText(`${this.#token}/${this.#caseId}/${name}`);
    const short = `${this.#token.slice(0, 10)}-${digest.slice(0, 8)}`;
    switch (form) {
      case 'uuid':
        return uuidFrom(digest);
      case 'key':
        return `CONFORMANCE_${digest.slice(0, 12).toUpperCase()}`;
      case 'slug32':
      case 'slug33':
        return `e2e-${short}-`.padEnd(Number(form.slice('slug'.length)), digest);
      default:
        return form === 'slug' ? `e2e-${short}` : short;
    }
  }
}

/** A UUID of version 4 form (RFC 9562, section 5.4) from hexadecimal digits. */
export function uuidFrom(digest: string): string {
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `4${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}
