import { hashText } from '../core/hash.ts';
import { isJsonObject, type JsonValue } from '../core/json.ts';
import type { RequestTemplate } from './case.ts';

/** Values for the names that stand in `${...}`. */
export type Bindings = ReadonlyMap<string, string>;

const PLACEHOLDER = /\$\{([^}]+)\}/g;

/** Every name that a template asks for, in order, without repeats. */
export function namesIn(value: unknown): readonly string[] {
  const names = new Set<string>();
  for (const match of JSON.stringify(value ?? null).matchAll(PLACEHOLDER)) {
    const name = match[1];
    if (name !== undefined) names.add(name.replace(/^upper:/, ''));
  }
  return [...names];
}

/** Fills the names in a text. Throws on a name that is not bound: plans are checked for that before they run. */
export function fillText(text: string, bindings: Bindings): string {
  return text.replace(PLACEHOLDER, (_, asked: string) => {
    const isUpper = asked.startsWith('upper:');
    const name = isUpper ? asked.slice('upper:'.length) : asked;
    const value = bindings.get(name);
    if (value === undefined) throw new Error(`nothing is bound to \${${name}}`);
    return isUpper ? value.toUpperCase() : value;
  });
}

export function fillJson(value: JsonValue, bindings: Bindings): JsonValue {
  if (typeof value === 'string') return fillText(value, bindings);
  if (Array.isArray(value)) return value.map((item) => fillJson(item as JsonValue, bindings));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [fillText(name, bindings), fillJson(member ?? null, bindings)]),
  );
}

/** A request ready to be sent: path with query, exact header lines, body text. */
export interface BoundRequest {
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
    return super.get(name) ?? (name.startsWith('fresh.') ? this.#make(name) : undefined);
  }

  #make(name: string): string {
    const kind = name.split('.')[1] ?? '';
    const digest = hashText(`${this.#token}/${this.#caseId}/${name}`);
    const short = `${this.#token.slice(0, 10)}-${digest.slice(0, 8)}`;
    switch (kind) {
      case 'uuid':
        return uuidFrom(digest);
      case 'key':
        return `CONFORMANCE_${digest.slice(0, 12).toUpperCase()}`;
      case 'slug32':
      case 'slug33':
        return `e2e-${short}-`.padEnd(Number(kind.slice(4)), digest);
      default:
        return kind === 'slug' ? `e2e-${short}` : short;
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
