import { escapeRegExp, decodePercent } from '../core/text.ts';
import type { ConformanceData } from '../cases/operation-data.ts';
import type { Contract, Operation, Service } from '../contract/contract.ts';
import type { Server } from '../contract/servers.ts';

/** The address of a service of the API. `{slug}` in the host stands for the name of an org. */
export interface ApiBase {
  readonly url: string;
  readonly service: Service;
}

/** The part of the contract that a recorded request belongs to. */
export type RequestMatch =
  | { readonly kind: 'operation'; readonly operation: Operation; readonly path: Readonly<Record<string, string>> }
  /** The contract has the path, but not the method. */
  | { readonly kind: 'method'; readonly onPath: Operation }
  /** Another known address of the API, described in the conformance data. */
  | { readonly kind: 'alias'; readonly title: string }
  /** `path` is a template like those of the contract: `/api/v1/orgs/{slug}/*`. */
  | { readonly kind: 'unknown'; readonly service: Service | undefined; readonly path: string }
  | { readonly kind: 'elsewhere' };

/** The address of a recorded request. `path` is as it was sent: `URL` removes dot segments. */
export interface RecordedAddress {
  readonly url: URL;
  readonly path: string;
}

export type MatchRequest = (method: string, address: RecordedAddress) => RequestMatch;

/**
 * Makes a function that finds the operation of a URL: below the bases if there are any, else by path alone, below the paths of
 * the contract's servers. Operations with servers of their own are found there as well (OpenAPI 3.1, server object). Of several
 * templates that match a path the one with the most literal parts wins (OpenAPI 3.1, section 4.8.8.2).
 */
export function createMatcher(
  contract: Contract,
  aliases: ConformanceData['aliases'],
  bases: readonly ApiBase[],
): MatchRequest {
  const paths = listPaths(contract);
  const compiled = bases.map(compileBase).sort((left, right) => Number(left.isTemplate) - Number(right.isTemplate));
  return (method, address) => {
    const isFree = compiled.length === 0;
    const served = matchPath(paths, method, (template) =>
      isFree ? template.served.exec(address.path) : template.own?.exec(`${address.url.origin}${address.path}`),
    );
    if (served !== undefined) return served;
    const place = isFree ? { service: undefined, path: address.path } : placeOf(compiled, address);
    if (place === undefined) return { kind: 'elsewhere' };
    const own = isFree ? undefined : matchPath(paths, method, below(place));
    if (own !== undefined) return own;
    const alias = aliases.find(
      (candidate) =>
        (place.service === undefined || candidate.through === place.service) &&
        leadsThrough(paths, method, place, candidate),
    );
    if (alias !== undefined) return { kind: 'alias', title: alias.title };
    return { kind: 'unknown', service: place.service, path: templatePath(paths, place.path) };
  };
}

interface PathTemplate {
  readonly service: Service;
  readonly parts: readonly string[];
  /** The path alone. */
  readonly pattern: RegExp;
  /** The path below that of any server. */
  readonly served: RegExp;
  /** The whole address, where the operations have servers of their own. */
  readonly own?: RegExp;
  readonly operations: readonly Operation[];
}

function listPaths(contract: Contract): readonly PathTemplate[] {
  const byPath = new Map<string, Operation[]>();
  for (const operation of contract.operations) {
    const key = `${operation.service} ${operation.path} ${JSON.stringify(operation.servers)}`;
    byPath.set(key, [...(byPath.get(key) ?? []), operation]);
  }
  return [...byPath.values()]
    .flatMap((operations) => {
      const [first] = operations;
      if (first === undefined) return [];
      const parts = first.path.split('/');
      const servers = (first.servers ?? []).map(compileServer);
      const path = sourceOf(first.path);
      const prefixes = servers.map(({ prefix }) => prefix);
      return [
        {
          service: first.service,
          parts,
          pattern: new RegExp(`^${path}$`),
          served: new RegExp(`^(?:${prefixes.join('|')})${path}$`),
          ...(first.servers?.[0]?.isOwn === true
            ? { own: new RegExp(`^(?:${servers.map(({ origin, prefix }) => origin + prefix).join('|')})${path}$`, 'i') }
            : {}),
          operations,
        },
      ];
    })
    .sort(mostLiteralFirst);
}

function sourceOf(path: string): string {
  const source = path.split(/(\{[^}]+\})/).map((part) => (isParameter(part) ? '([^/]+)' : escapeRegExp(part)));
  return source.join('');
}

/** The sources of expressions for the origin of a server and its path. A relative one may be at any origin. */
function compileServer({ url, values }: Server): { readonly origin: string; readonly prefix: string } {
  const [, origin, path = ''] = /^([^/]*\/\/[^/]*)(.*)$/.exec(url) ?? [
    undefined,
    undefined,
    url.replace(/^\.?\/?/, '/'),
  ];
  const fill = (text: string): string =>
    text
      .split(/(\{[^}]+\})/)
      .map((part) => (isParameter(part) ? sourceOfVariable(values[part.slice(1, -1)]) : escapeRegExp(part)))
      .join('');
  return {
    origin: origin === undefined ? '[^/]*//[^/]*' : fill(origin.startsWith('//') ? `{scheme}:${origin}` : origin),
    prefix: fill(path.replace(/\/+$/, '')),
  };
}

function sourceOfVariable(values: readonly string[] | undefined): string {
  return values === undefined ? '[^/]*' : `(?:${values.map(escapeRegExp).join('|')})`;
}

function mostLiteralFirst(left: PathTemplate, right: PathTemplate): number {
  const firstDifference = left.parts.findIndex((part, at) => part.includes('{') !== right.parts[at]?.includes('{'));
  if (firstDifference < 0) return 0;
  return left.parts[firstDifference]?.includes('{') === true ? 1 : -1;
}

function matchPath(
  paths: readonly PathTemplate[],
  method: string,
  find: (template: PathTemplate) => readonly string[] | null | undefined,
): RequestMatch | undefined {
  const fitting = paths.flatMap((template) => {
    const found = find(template);
    return found === null || found === undefined ? [] : [{ template, values: found.slice(1) }];
  });
  for (const { template, values } of fitting) {
    const operation = template.operations.find((candidate) => candidate.method === method);
    if (operation !== undefined) return { kind: 'operation', operation, path: parametersOf(operation, values) };
  }
  const onPath = fitting[0]?.template.operations[0];
  return onPath === undefined ? undefined : { kind: 'method', onPath };
}

/** Finds a path of one service, or of any. */
function below({ service, path }: ApiPlace): Parameters<typeof matchPath>[2] {
  return (template) =>
    service === undefined || template.service === service ? template.pattern.exec(path) : undefined;
}

function parametersOf({ path }: Operation, values: readonly string[]): Readonly<Record<string, string>> {
  const names = [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '');
  return Object.fromEntries(names.map((name, at) => [name, decodePercent(values[at] ?? '')]));
}

interface ApiPlace {
  readonly service: Service | undefined;
  readonly path: string;
}

interface CompiledBase {
  readonly service: Service;
  readonly origin: RegExp;
  readonly prefix: string;
  readonly isTemplate: boolean;
}

function compileBase({ url, service }: ApiBase): CompiledBase {
  const stand = 'conform-slug';
  const parsed = new URL(url.replaceAll('{slug}', stand));
  return {
    service,
    origin: new RegExp(`^${escapeRegExp(parsed.origin).replaceAll(escapeRegExp(stand), '[a-z0-9-]+')}$`, 'i'),
    prefix: parsed.pathname.replace(/\/+$/, ''),
    isTemplate: url.includes('{slug}'),
  };
}

function placeOf(bases: readonly CompiledBase[], { url, path }: RecordedAddress): ApiPlace | undefined {
  const base = bases.find(({ origin, prefix }) => origin.test(url.origin) && path.startsWith(`${prefix}/`));
  return base === undefined ? undefined : { service: base.service, path: path.slice(base.prefix.length) };
}

function leadsThrough(
  paths: readonly PathTemplate[],
  method: string,
  place: ApiPlace,
  alias: ConformanceData['aliases'][number],
): boolean {
  // Without a path of its own such an address differs only by its host, which only a base can tell.
  if (alias.path === undefined)
    return (
      place.service !== undefined && matchPath(paths, method, below({ ...place, service: alias.service })) !== undefined
    );
  if (!place.path.startsWith(alias.path.to)) return false;
  const inContract = alias.path.from + place.path.slice(alias.path.to.length);
  return matchPath(paths, method, below({ path: inContract, service: alias.service })) !== undefined;
}

/** Writes a path like the templates of the contract: known parameters get their names, other ids become `*`. */
function templatePath(paths: readonly PathTemplate[], path: string): string {
  const parts = path.split('/');
  const shared = paths.map((template) => sharedParts(template, parts));
  const longest = Math.max(0, ...shared);
  const template = longest > 1 ? paths[shared.indexOf(longest)] : undefined;
  return parts.map((part, at) => (at < longest ? (template?.parts[at] ?? part) : isId(part) ? '*' : part)).join('/');
}

function sharedParts(template: PathTemplate, parts: readonly string[]): number {
  const different = template.parts.findIndex(
    (part, at) => parts[at] === undefined || (part !== parts[at] && !(isParameter(part) && parts[at] !== '')),
  );
  return different < 0 ? template.parts.length : different;
}

const ID = /^\d+$|^[0-9a-f-]{8,}$|\[secret:|%5Bsecret|^(?=.*\d)[\w.~%-]{20,}$/i;

function isId(part: string): boolean {
  return ID.test(part);
}

function isParameter(part: string): boolean {
  return /^\{[^}]+\}$/.test(part);
}
