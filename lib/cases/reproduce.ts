import { parseAsked } from './bind.ts';
import { toVariable } from './case-builder.ts';
import type { RequestTemplate } from './case.ts';

const PLACEHOLDER = /\$\{([^}]+)\}/g;

/** A shell command that sends the request again, with `$VARIABLES` in place of secrets, hosts and run-unique values. */
export function renderCurl(request: RequestTemplate): string {
  const base =
    request.service === 'cp' ? '"$CP_BASE_URL"' : `"\${TENANT_BASE_URL/\\{slug\\}/$${toVariable(slugName(request))}}"`;
  const query = request.query.map(([name, value]) => `${name}=${value}`).join('&');
  const url = `${base}${quote(query === '' ? request.path : `${request.path}?${query}`)}`;
  const headers = request.headers.map(([name, value]) => ` -H ${quote(`${name}: ${value}`)}`);
  const body = request.body === undefined ? '' : ` --data-raw ${quote(bodyText(request.body))}`;
  return `curl -sS -i -X ${request.method} ${url}${headers.join('')}${body}`;
}

function slugName(request: RequestTemplate): string {
  return /\$\{([^}]+)\}/.exec(request.tenantSlug ?? '')?.[1] ?? 'org.slug';
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
