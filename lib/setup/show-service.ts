import { namesIn, type Bindings } from '../cases/bind.ts';
import type { RequestTemplate } from '../cases/case.ts';
import { aimAt, type PlanContext } from '../cases/plan-context.ts';
import { probeRequest } from '../cases/security-probe.ts';
import { responseFor, type Contract, type Operation, type ServiceFacts } from '../contract/contract.ts';
import { HarnessError } from '../core/errors.ts';
import { baseUrlVariable } from '../core/names.ts';
import { isJsonObject, type JsonValue } from '../core/json.ts';
import { mediaTypeOf, type Answer, type Exchange } from '../exchange/exchange.ts';
import { throwIfBudgetSpent, throwIfUnreachable } from '../transport/unreachable.ts';
import type { Wire } from '../transport/wire.ts';

/** A service that is asked, or an instance of it: with the placeholder that requests name it by, `${org.slug}`. */
type ServiceAddress = Pick<RequestTemplate, 'service' | 'tenantSlug'>;

/** Shows the instance of a service that a request goes to; nothing for a request to a service that has none. */
export type ShowInstance = (request: ServiceAddress) => Promise<void>;

interface ShowServiceOptions {
  readonly context: PlanContext;
  readonly wire: Wire;
  readonly bindings: Bindings;
  /** How long each answer is waited for. */
  readonly patienceMs: number;
  readonly onProgress: (text: string) => void;
}

/** Shows that this API answers at an address, before anything else is sent there. */
interface ServiceGuard {
  /** Throws where something else answers, or nothing. Each address is asked once. */
  show(address: ServiceAddress): Promise<void>;
  readonly requests: () => number;
}

/**
 * Opens a guard that sends reads without a credential until one is answered as the contract says: with a declared status
 * and JSON of the declared shape. One is enough: the operation asked first may be one that drifts.
 */
export function openServiceGuard(options: ShowServiceOptions): ServiceGuard {
  const shown = new Set<string>();
  let requests = 0;
  return {
    requests: () => requests,
    async show(address) {
      const key = `${address.service} ${address.tenantSlug ?? ''}`;
      if (shown.has(key)) return;
      const facts = factsOf(options.context.contract, address);
      let first: Exchange | undefined;
      for (const { operation, request } of readsAt(options, address)) {
        options.onProgress(`looks whether ${facts.title} is this API (waits up to ${seconds(options.patienceMs)} s)`);
        requests += 1;
        const sent = await options.wire.send(request, options.bindings, { patienceMs: options.patienceMs });
        throwIfUnreachable(sent);
        throwIfBudgetSpent(sent, 'looks whether this is the API', 'nothing was judged, and all cases are left');
        if (isAnswerOf(options.context.contract, operation, sent.exchange)) {
          shown.add(key);
          return;
        }
        first ??= sent.exchange;
      }
      if (first !== undefined) throw notThisApi(facts, first);
    },
  };
}

function seconds(durationMs: number): number {
  return Math.ceil(durationMs / 1000);
}

function factsOf({ platform }: Contract, { service }: ServiceAddress): ServiceFacts {
  const facts = platform.services.find(({ id }) => id === service);
  if (facts === undefined) throw new Error(`${platform.id} has no service "${service}"`);
  return facts;
}

const MOST_READS = 4;

/** The reads that may be sent, those with the fewest parameters first: whole collections are there in every deployment. */
function readsAt(
  { context, bindings }: ShowServiceOptions,
  { service, tenantSlug }: ServiceAddress,
): readonly { readonly operation: Operation; readonly request: RequestTemplate }[] {
  return context.contract.operations
    .filter((operation) => operation.service === service && operation.method === 'GET')
    .map((operation) => {
      const request = probeRequest(context, operation, 'anonymous');
      return { operation, request: tenantSlug === undefined ? request : aimAt(request, { org: orgOf(tenantSlug) }) };
    })
    .filter(({ request }) => namesIn(request).every((name) => bindings.has(name)))
    .sort((left, right) => left.operation.parameters.length - right.operation.parameters.length)
    .slice(0, MOST_READS);
}

/** The name of the thing whose slug a request asks for: `otherOrg` for `${otherOrg.slug}`. */
function orgOf(tenantSlug: string): string {
  return namesIn(tenantSlug)[0]?.split('.')[0] ?? 'org';
}

function isAnswerOf(contract: Contract, operation: Operation, { outcome }: Exchange): boolean {
  if (outcome.kind === 'failed' || outcome.body.kind !== 'json') return false;
  const response = responseFor(operation, outcome.status);
  if (response === undefined || isEmpty(outcome.body.value)) return false;
  const { value } = outcome.body;
  return response.content.every(
    ({ schemaPointer }) => schemaPointer === undefined || contract.judge(schemaPointer, value).kind !== 'invalid',
  );
}

/** Whether JSON is an empty list or object: it fits most schemas, and shows nothing. */
function isEmpty(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return !isJsonObject(value) || Object.keys(value).length === 0;
}

function notThisApi({ id, isA, mayBeWrong }: ServiceFacts, { request, outcome }: Exchange): HarnessError {
  const { origin, pathname } = new URL(request.url);
  const variable = baseUrlVariable(id);
  const asked = `${request.method} ${pathname}`;
  const seen = outcome.kind === 'answered' ? `answered ${describeAnswer(outcome)} to ${asked}` : undefined;
  const what = seen ?? `gave no answer to ${asked} (${outcome.kind === 'failed' ? outcome.detail : ''})`;
  const isDown = outcome.kind === 'answered' && outcome.status >= 500;
  return new HarnessError('unreachable', `${origin} ${what}, which is not ${isA}; nothing was made or judged there`, [
    isDown
      ? `see whether the service behind ${variable} is up, and whether it is the right one`
      : `check ${mayBeWrong === undefined ? variable : `${variable}, and ${mayBeWrong}`}`,
  ]);
}

function describeAnswer({ status, headers, body }: Answer): string {
  const type = body.kind === 'empty' ? 'without a body' : (mediaTypeOf(headers) ?? 'without a media type');
  return `${status} ${type}`;
}
