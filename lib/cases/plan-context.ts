import { ANONYMOUS, holdsOther, type Tier } from '../contract/callers.ts';
import type { Contract, Operation, SecurityScheme } from '../contract/contract.ts';
import { isOpen, isRoutingScheme } from '../contract/security.ts';
import { defined } from '../core/defined.ts';
import type { Effect, Reach } from '../core/effect.ts';
import type { JsonValue } from '../core/json.ts';
import { placeholderOf, secretName, secretOf } from '../core/names.ts';
import type { HeaderLine } from '../exchange/exchange.ts';
import { accommodate, accommodateBodies, accommodateBody } from './accommodations.ts';
import { satisfiedAlternative } from './access.ts';
import { renameNames, type AskedName } from './bind.ts';
import type { ValidBodies } from './bodies.ts';
import type { Case, FamilyId, SequenceGroup, RequestTemplate, Subject, TemplateBody, Withheld } from './case.ts';
import type { ConformanceData, Fill, FixtureData, OperationEntry } from './operation-data.ts';
import type { Scope } from './scope.ts';

/** A part of a request that servers and proxies log, and where the contract expects no credential. */
export type ExposedPlace = 'url' | 'body';

/** Everything a plan is made from. The same context gives the same plan. */
export interface PlanContext {
  readonly contract: Contract;
  readonly data: ConformanceData;
  readonly scope: Scope;
  /** In the order in which their cases are sent. */
  readonly families: readonly CaseFamily[];
  readonly bodies: ReadonlyMap<string, ValidBodies>;
  /** Names that are bound before the first case: credentials (`secret.orgApiKey`), `org.slug`, `workspace.id`, ... */
  readonly available: ReadonlySet<string>;
  /** The org under test is one that the run makes, and removes again. */
  readonly isOwnOrg: boolean;
  /** Names among these that the configuration gave: what they stand for is not the run's own (`workspace.id`). */
  readonly given: ReadonlySet<string>;
  /** Why the profile or the kind of target keeps a request from being sent. */
  readonly withhold: (effect: Effect, reach: Reach) => Withheld | undefined;
  /** Why the kind of target keeps a request from being sent that has a credential where logs keep it. */
  readonly withholdExposed: (place: ExposedPlace) => Withheld | undefined;
  /** Whether a value is known and its modifier leaves it as it is, so that a credential meant to be wrong would be right. */
  readonly isSpelledAlike: (asked: Required<AskedName>) => boolean;
  entry(operation: Operation): OperationEntry;
}

/** The same call about something else: at the tenant of `otherOrg`, with its routing, for a workspace of its own. */
export function aimAt(request: RequestTemplate, { org, workspace, secrets = {} }: Subject): RequestTemplate {
  const things: Readonly<Record<string, string | undefined>> = { org, workspace };
  return renameNames(request, (name) => {
    const secret = secretOf(name);
    if (secret !== undefined) return secretName(secrets[secret] ?? secret);
    const [thing = '', ...rest] = name.split('.');
    return [things[thing] ?? thing, ...rest].join('.');
  });
}

/** One call of an operation: by whom, with which parameters, headers and body. */
interface CallOptions {
  readonly operationId: string;
  readonly as: string;
  readonly path?: Fill;
  readonly query?: Fill;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: TemplateBody;
  readonly otherBodies?: readonly TemplateBody[];
  readonly subject?: Subject;
}

/** A way to make cases for an operation. Pure: the same context and operation give the same cases in the same order. */
export interface CaseFamily {
  readonly id: FamilyId;
  readonly title: string;
  readonly group: SequenceGroup;
  casesOf(context: PlanContext, operation: Operation): readonly Case[];
}

/** The sender of a request: a tier of the matrix, or a person that only some cases need. */
interface Sender {
  readonly holds: readonly { readonly scheme: string; readonly secret: string }[];
  readonly id: string;
  readonly garbage?: Tier['garbage'];
  readonly membership?: Tier['membership'];
}

/** Finds the sender of an id: a tier, a persona, or the holder of a credential that a fixture mints. */
export function senderOf({ contract, data }: Pick<PlanContext, 'contract' | 'data'>, id: string): Sender {
  const tier = contract.platform.callers.find(id);
  if (tier !== undefined) return tier;
  const persona = data.personas[id];
  if (persona !== undefined) return { id, holds: persona.holds };
  const minted = Object.values(data.fixtures).find((fixture) => fixture.persona?.[id] !== undefined)?.persona?.[id];
  if (minted !== undefined) return { id, holds: [{ scheme: minted.scheme, secret: minted.secret }] };
  throw new Error(`nobody is called "${id}": not a tier, not a persona, not minted by a fixture`);
}

/** Finds the tier that makes a plain call: the one with the fewest credentials that the first satisfiable alternative of the contract lets in. */
export function rightfulTier(contract: Contract, operation: Operation): string | undefined {
  if (isOpen(operation)) return ANONYMOUS.id;
  const own = contract.platform.callers.list.filter((tier) => tier.holds.length > 0 && !holdsOther(tier));
  for (const alternative of operation.security) {
    const narrow: Operation = { ...operation, security: [alternative] };
    const fitting = own.filter((tier) => satisfiedAlternative(contract, narrow, tier) !== undefined);
    const fewest = Math.min(...fitting.map((tier) => tier.holds.length));
    const found = fitting.find((tier) => tier.holds.length === fewest);
    if (found !== undefined) return found.id;
  }
  return undefined;
}

/** The sender of an operation's plain calls, and why they are not sent where no tier holds what the operation asks for. */
export interface RightfulCaller {
  readonly as: string;
  readonly withheld?: Withheld;
}

/** Finds the rightful tier of an operation. Where there is none, its cases are shown as anonymous, and are withheld. */
export function rightfulCaller({ contract }: PlanContext, operation: Operation): RightfulCaller {
  const as = rightfulTier(contract, operation);
  if (as !== undefined) return { as };
  const asked = operation.security.map(({ schemes }) => schemes.join(' with ')).join(' or ');
  const reason = `no credential that a run knows satisfies the security of ${operation.id}: ${asked}`;
  return { as: ANONYMOUS.id, withheld: { gap: 'gap.credential-unproven', reason } };
}

/** Builds a request of an operation: path and query filled, credential and routing header in place. */
export function buildCall(context: PlanContext, options: CallOptions): RequestTemplate {
  const { contract, data } = context;
  const operation = contract.operation(options.operationId);
  if (operation === undefined) throw new Error(`the contract has no operation "${options.operationId}"`);
  const sender = senderOf(context, options.as);
  const headers: HeaderLine[] = [
    ['Accept', 'application/json'],
    ...credentialHeaders(contract, operation, sender, data.deviations),
    ...(context.scope.isRouted ? routingHeaders(contract, operation, sender) : []),
    ...Object.entries(options.headers ?? {}),
  ];
  if (options.body !== undefined) headers.push(['Content-Type', 'application/json']);
  const query = Object.entries(options.query ?? {}).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const],
  );
  const request: RequestTemplate = {
    operationId: operation.id,
    service: operation.service,
    ...instanceOf(contract, operation.service),
    method: operation.method,
    path: fillPath(operation, options.path ?? {}),
    query,
    headers,
    ...defined({ body: options.body, otherBodies: options.otherBodies }),
  };
  const accommodated = accommodate(request, data.accommodations);
  return options.subject === undefined ? accommodated : aimAt(accommodated, options.subject);
}

/** A call as the data beside the contract describes it. */
export interface DescribedCall {
  readonly operation: string;
  readonly as: string;
  readonly path?: Fill | undefined;
  readonly query?: Fill | undefined;
  readonly body?: JsonValue | undefined;
  readonly subject?: Subject;
}

/** A call that makes something. */
interface MakingCall extends DescribedCall {
  /** In place of `body`, in order of preference. */
  readonly bodies?: readonly JsonValue[] | undefined;
}

/** Builds a request from a call that the data describes. Throws as `buildCall` does where the contract has no such operation. */
export function buildDescribedCall(
  context: PlanContext,
  { operation, as, path, query, body, subject }: DescribedCall,
): RequestTemplate {
  return buildCall(context, {
    operationId: operation,
    as,
    ...defined({ path, query, subject }),
    ...(body === undefined
      ? {}
      : { body: { kind: 'json', value: accommodateBody(operation, body, context.data.accommodations) } }),
  });
}

/** Builds a request that makes something, with the bodies that it is tried with, the preferred one first. */
export function buildMakingCall(
  context: PlanContext,
  { operation, as, path, query, subject, body, bodies = body === undefined ? [] : [body] }: MakingCall,
): RequestTemplate {
  const [first, ...others] = accommodateBodies(operation, bodies, context.data.accommodations).map(
    (value): TemplateBody => ({ kind: 'json', value }),
  );
  return buildCall(context, {
    operationId: operation,
    as,
    ...defined({ path, query, subject, body: first, otherBodies: others.length === 0 ? undefined : others }),
  });
}

function fillPath(operation: Operation, fill: Fill): string {
  return operation.path.replace(/\{([^}]+)\}/g, (_, name: string) => encodeLiteral(fill[name] ?? '${unknown.token}'));
}

/** Percent-encodes a part of a path (RFC 3986, section 2.1). Placeholders stay: their values are encoded when they are bound. */
function encodeLiteral(text: string): string {
  return text.replace(/\$\{[^}]+\}|[^$]+|\$/g, (part) => (part.startsWith('${') ? part : encodeURIComponent(part)));
}

/** The fixture of that name. Throws where there is none: references of the data are checked when it is loaded. */
export function fixtureOf(data: ConformanceData, name: string): FixtureData {
  const fixture = data.fixtures[name];
  if (fixture === undefined) throw new Error(`spec/conformance.yaml has no fixture "${name}"`);
  return fixture;
}

/** Fixtures with those that they are done to, in the order in which they are made: a workspace, and then its secret. */
export function withWhatTheyAreDoneTo({ fixtures }: ConformanceData, names: readonly string[]): readonly string[] {
  return [...new Set(names.flatMap((name) => [fixtures[name]?.on ?? [], name].flat()))];
}

/** The headers that carry a sender's credentials, each as the contract's security scheme says (OpenAPI 3.1, security scheme object). */
export function credentialHeaders(
  contract: Contract,
  operation: Operation,
  sender: Sender,
  deviations: ConformanceData['deviations'],
): readonly HeaderLine[] {
  if (sender.garbage !== undefined) {
    const scheme = sender.garbage === true ? undefined : contract.securitySchemes.get(sender.garbage.scheme);
    return carry(scheme ?? { name: '', kind: 'bearer' }, '${secret.garbage}');
  }
  const deviation = Object.values(deviations).find(
    (candidate) => candidate.tier === sender.id && candidate.service === operation.service,
  );
  const holds = deviation === undefined ? sender.holds : [deviation];
  return holds.flatMap((held) => {
    const scheme = contract.securitySchemes.get(held.scheme);
    return scheme === undefined ? [] : carry(scheme, placeholderOf(secretName(held.secret)));
  });
}

function carry(scheme: SecurityScheme, secret: string): readonly HeaderLine[] {
  switch (scheme.kind) {
    case 'bearer':
      return [['Authorization', `Bearer ${secret}`]];
    case 'basic':
      return [['Authorization', `Basic ${secret}`]];
    case 'apiKey':
      if (scheme.in === 'cookie') return [['Cookie', `${scheme.key}=${secret}`]];
      return scheme.in === 'header' ? [[scheme.key, secret]] : [];
    case 'unsupported':
      return [];
  }
}

/** The instance of a service that requests go to, where there are several: the one of what is under test. */
export function instanceOf(
  { platform }: Pick<Contract, 'platform'>,
  service: string,
): Pick<RequestTemplate, 'tenantSlug'> {
  const name = platform.services.find(({ id }) => id === service)?.instanceOf;
  return name === undefined ? {} : { tenantSlug: placeholderOf(name) };
}

/**
 * The right routing header for a call to one instance of a service: the one that stands beside the credential in the contract, or
 * the one of the operation's first alternative. Without it the service refuses before it looks at a credential.
 */
function routingHeaders(contract: Contract, operation: Operation, sender: Sender): readonly HeaderLine[] {
  if (instanceOf(contract, operation.service).tenantSlug === undefined) return [];
  const alternative =
    satisfiedAlternative(contract, operation, sender) ??
    (sender.membership === undefined ? operation.security[0] : undefined);
  const inAlternative = alternative?.schemes.map((name) => contract.securitySchemes.get(name)).find(isRoutingHeader);
  const isPerson = sender.membership !== undefined;
  const fallback = [...contract.securitySchemes.values()]
    .filter(isRoutingHeader)
    .find(({ routesBy }) => routesBy.endsWith('.slug') === isPerson);
  const scheme = inAlternative ?? fallback;
  return scheme === undefined ? [] : [[scheme.key, placeholderOf(scheme.routesBy)]];
}

/** Whether a scheme is a header that routes a request and is no credential. */
export function isRoutingHeader(
  scheme: SecurityScheme | undefined,
): scheme is Extract<SecurityScheme, { kind: 'apiKey' }> & { readonly routesBy: string } {
  return scheme !== undefined && isRoutingScheme(scheme);
}
