import { defined } from '../core/defined.ts';
import type { Contract, Operation } from '../contract/contract.ts';
import { isOpen } from '../contract/security.ts';
import { findTier, TIERS } from '../contract/tiers/select-tiers.ts';
import type { JsonValue } from '../core/json.ts';
import type { HeaderLine } from '../exchange/exchange.ts';
import { satisfiedAlternative } from './access.ts';
import { renameNames, type AskedName } from './bind.ts';
import type { ValidBodies } from './bodies.ts';
import type { Effect, Reach, RequestTemplate, TemplateBody, Withheld } from './case.ts';
import { credentialHeaders, routingHeaders, type Sender } from './credential-headers.ts';
import type { ConformanceData, Fill, FixtureData, OperationEntry } from './operation-data.ts';

/** A part of a request that is written down along the way, and where the contract expects no credential. */
export type ExposedPlace = 'url' | 'body';

/** Everything a plan is made from. The same context gives the same plan. */
export interface PlanContext {
  readonly contract: Contract;
  readonly data: ConformanceData;
  readonly bodies: ReadonlyMap<string, ValidBodies>;
  /** Names that are bound before the first case: credentials (`secret.orgApiKey`), `org.slug`, `workspace.id`, ... */
  readonly available: ReadonlySet<string>;
  /** The org under test is one that the run makes, and removes again. */
  readonly isOwnOrg: boolean;
  /** Names among these that the configuration gave: what they stand for is not the run's own (`workspace.id`). */
  readonly given: ReadonlySet<string>;
  /** What the profile and the kind of target keep from being sent. */
  readonly withhold: (effect: Effect, reach: Reach) => Withheld | undefined;
  /** What the kind of target keeps from being sent because a credential would stand where logs keep it. */
  readonly withholdExposed: (place: ExposedPlace) => Withheld | undefined;
  /** Whether a value is known, and the same in that other spelling: what is meant to be wrong would be right. */
  readonly isSpelledAlike: (asked: Required<AskedName>) => boolean;
  entry(operation: Operation): OperationEntry;
}

/** What a call is about, where that is not what is under test. */
export interface Subject {
  /** In place of `org`: its slug, its id, its tenant. */
  readonly org?: string;
  /** In place of `workspace`. */
  readonly workspace?: string;
  /** Secrets by the names of those that they are sent in place of. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** The same call about something else: at the tenant of `otherOrg`, with its routing, for a workspace of its own. */
export function aimAt(request: RequestTemplate, { org, workspace, secrets = {} }: Subject): RequestTemplate {
  const things: Readonly<Record<string, string | undefined>> = { org, workspace };
  return renameNames(request, (name) => {
    const [thing = '', ...rest] = name.split('.');
    if (thing === 'secret') return `secret.${secrets[rest.join('.')] ?? rest.join('.')}`;
    return [things[thing] ?? thing, ...rest].join('.');
  });
}

/** One call of an operation: by whom, with which parameters, headers and body. */
export interface CallOptions {
  readonly operationId: string;
  readonly as: string;
  readonly path?: Fill;
  readonly query?: Fill;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: TemplateBody;
  readonly subject?: Subject;
}

/** Who a sender id stands for: a tier, a persona, or a credential that a fixture mints. */
export function senderOf(data: ConformanceData, id: string): Sender {
  const tier = findTier(id);
  if (tier !== undefined) return tier;
  const persona = data.personas[id];
  if (persona !== undefined) return { id, holds: persona.holds };
  const minted = Object.values(data.fixtures).find((fixture) => fixture.persona?.[id] !== undefined)?.persona?.[id];
  if (minted !== undefined) return { id, holds: [{ scheme: minted.scheme, secret: minted.secret }] };
  throw new Error(`nobody is called "${id}": not a tier, not a persona, not minted by a fixture`);
}

/** The tier that a plain call is made with: the rightful one of the first alternative that the contract names. */
export function rightfulTier(contract: Contract, operation: Operation): string | undefined {
  if (isOpen(operation)) return 'anonymous';
  const own = TIERS.filter((tier) => tier.holds.length > 0 && tier.holds.every((held) => held.holder === 'own'));
  for (const alternative of operation.security) {
    const narrow: Operation = { ...operation, security: [alternative] };
    const fitting = own.filter((tier) => satisfiedAlternative(contract, narrow, tier) !== undefined);
    const fewest = Math.min(...fitting.map((tier) => tier.holds.length));
    const found = fitting.find((tier) => tier.holds.length === fewest);
    if (found !== undefined) return found.id;
  }
  return undefined;
}

/** Who calls an operation by right; and where nobody at hand holds what it asks for, why what they would be answered is not known. */
export interface RightfulCaller {
  readonly as: string;
  readonly withheld?: Withheld;
}

/** The rightful tier of an operation. Where there is none, its cases are shown as sent by nobody, and are withheld. */
export function rightfulCaller({ contract }: PlanContext, operation: Operation): RightfulCaller {
  const as = rightfulTier(contract, operation);
  if (as !== undefined) return { as };
  const asked = operation.security.map(({ schemes }) => schemes.join(' with ')).join(' or ');
  const reason = `no credential that a run knows satisfies the security of ${operation.id}: ${asked}`;
  return { as: 'anonymous', withheld: { gap: 'gap.credential-unproven', reason } };
}

/** Builds a request of an operation: path and query filled, credential and routing header in place. */
export function buildCall(context: PlanContext, options: CallOptions): RequestTemplate {
  const { contract, data } = context;
  const operation = contract.operation(options.operationId);
  if (operation === undefined) throw new Error(`the contract has no operation "${options.operationId}"`);
  const sender = senderOf(data, options.as);
  const headers: HeaderLine[] = [
    ['Accept', 'application/json'],
    ...credentialHeaders(contract, operation, sender, data.deviations),
    ...routingHeaders(contract, operation, sender),
    ...Object.entries(options.headers ?? {}),
  ];
  if (options.body !== undefined) headers.push(['Content-Type', 'application/json']);
  const query = Object.entries(options.query ?? {}).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const],
  );
  const request: RequestTemplate = {
    operationId: operation.id,
    service: operation.service,
    ...(operation.service === 'tenant' ? { tenantSlug: '${org.slug}' } : {}),
    method: operation.method,
    path: fillPath(operation, options.path ?? {}),
    query,
    headers,
    ...defined({ body: options.body }),
  };
  return options.subject === undefined ? request : aimAt(request, options.subject);
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

/** Builds a request from a call that the data describes. Throws as `buildCall` does where the contract has no such operation. */
export function buildDescribedCall(
  context: PlanContext,
  { operation, as, path, query, body, subject }: DescribedCall,
): RequestTemplate {
  return buildCall(context, {
    operationId: operation,
    as,
    ...defined({ path, query, subject }),
    ...(body === undefined ? {} : { body: { kind: 'json', value: body } }),
  });
}

function fillPath(operation: Operation, fill: Fill): string {
  return operation.path.replace(/\{([^}]+)\}/g, (_, name: string) => encodeLiteral(fill[name] ?? '${unknown.token}'));
}

/** Plain text as a part of a path (RFC 3986, section 2.1); what stands in `${...}` is encoded when it is bound. */
function encodeLiteral(text: string): string {
  return text.replace(/\$\{[^}]+\}|[^$]+|\$/g, (part) => (part.startsWith('${') ? part : encodeURIComponent(part)));
}

/** The fixture of that name. Throws where there is none: references of the data are checked when it is loaded. */
export function fixtureOf(data: ConformanceData, name: string): FixtureData {
  const fixture = data.fixtures[name];
  if (fixture === undefined) throw new Error(`spec/conformance.yaml has no fixture "${name}"`);
  return fixture;
}

/** The success status that a plain call is expected to have. */
export function successOf(operation: Operation, entry: OperationEntry): number {
  if (entry.success !== undefined) return entry.success;
  const declared = operation.responses.map((response) => response.status).find((status) => /^2\d\d$/.test(status));
  return declared === undefined ? 200 : Number(declared);
}
