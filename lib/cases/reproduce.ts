import type { JsonValue } from '../core/json.ts';
import { baseUrlVariable, kindOf, nameUnknown, PLACEHOLDER, placeholderOf, toVariable } from '../core/names.ts';
import { fillJson, namesIn, parseAsked, type Bindings } from './bind.ts';
import type { RequestTemplate } from './case.ts';

/**
 * A shell command that sends the request again, with `$VARIABLES` in place of secrets, hosts and run-unique values. What is
 * known of these, and is no secret, can be filled in.
 */
export function renderCurl(template: RequestTemplate, known: Bindings = new Map()): string {
  const request = withKnown(template, new Map([...NOBODYS, ...known]));
  const base = request.service === 'tenant' ? tenantBase(request) : `"$${baseUrlVariable(request.service)}"`;
  const query = request.query.map(([name, value]) => `${name}=${value}`).join('&');
  const url = `${base}${quote(query === '' ? request.path : `${request.path}?${query}`)}`;
  const headers = request.headers.map(([name, value]) => ` -H ${quote(`${name}: ${value}`)}`);
  const body = request.body === undefined ? '' : ` --data-raw ${quote(bodyText(request.body))}`;
  // -X HEAD would wait for a body that never comes; without --path-as-is dot segments are taken out before anything is sent.
  const method = request.method === 'HEAD' ? '-I' : `-i -X ${request.method}`;
  const path = /(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i.test(request.path) ? ' --path-as-is' : '';
  return `curl -sS ${method}${path} ${url}${headers.join('')}${body}`;
}

/** Values of things that do not exist. They are the same in every run, which keeps reports comparable. */
const NOBODYS: Bindings = new Map(
  nameUnknown({
    uuid: '00000000-0000-4000-8000-000000000000',
    slug: 'conformance-unknown',
    token: 'conformance-unknown',
    key: 'CONFORMANCE_UNKNOWN',
  }),
);

/** Fills in known values, without secrets. A slug that may hold shell syntax stays a variable, since it stands outside of quotes. */
function withKnown(request: RequestTemplate, known: Bindings): RequestTemplate {
  const shown = new Map([...known].filter(([name]) => kindOf(name) !== 'secret'));
  const fill = (text: string, spell: (value: string) => string): string =>
    text.replace(PLACEHOLDER, (asked, name: string) => spell(shown.get(name) ?? '') || asked);
  const { tenantSlug, path, body, ...rest } = request;
  const plain = (value: string): string => value;
  return {
    ...rest,
    headers: request.headers.map(([name, value]) => [name, fill(value, plain)] as const),
    path: fill(path, encodeURIComponent),
    ...(tenantSlug === undefined
      ? {}
      : { tenantSlug: fill(tenantSlug, (slug) => (/^[\w.-]+$/.test(slug) ? slug : '')) }),
    ...(body?.kind === 'json'
      ? { body: { kind: 'json' as const, value: fillKnown(body.value, shown) } }
      : body && { body }),
  };
}

/** A body of which only some names are known. */
function fillKnown(value: JsonValue, known: Bindings): JsonValue {
  const unknown = namesIn(value).map((name) => [name, known.get(name) ?? placeholderOf(name)] as const);
  return fillJson(value, new Map(unknown));
}

function tenantBase({ tenantSlug = '${org.slug}' }: RequestTemplate): string {
  const [name] = namesIn(tenantSlug);
  return `"\${TENANT_BASE_URL/\\{slug\\}/${name === undefined ? tenantSlug : `$${toVariable(name)}`}}"`;
}

function bodyText(body: NonNullable<RequestTemplate['body']>): string {
  return body.kind === 'text' ? body.text : JSON.stringify(body.value);
}

/** Single quotes around what is literal, double quotes around variables: nothing in a value reaches the shell's grammar. */
function quote(text: string): string {
  const parts = text.split(PLACEHOLDER);
  const quoted = parts.map((part, index) =>
    index % 2 === 1 ? shellValue(part) : part === '' ? '' : `'${part.replaceAll("'", `'\\''`)}'`,
  );
  return quoted.join('') || "''";
}

/** A variable of the shell, changed the way the request changes its value (bash, shell parameter expansion). */
function shellValue(asked: string): string {
  const { name, modifier } = parseAsked(asked);
  const variable = toVariable(name);
  switch (modifier) {
    case 'upper':
      return `"\${${variable}^^}"`;
    case 'truncated':
      return `"\${${variable}%?}"`;
    case 'swapped':
      return `"\${${variable}~~}"`;
    case 'garbled':
      return `"$GARBAGE"`;
    default:
      return `"$${variable}"`;
  }
}
