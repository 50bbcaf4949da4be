import { expectAccess } from '../cases/access.ts';
import type { Expectation } from '../cases/case.ts';
import type { ConformanceData, OperationEntry } from '../cases/operation-data.ts';
import { credentialHeaders } from '../cases/plan-context.ts';
import type { Tier } from '../contract/callers.ts';
import type { Contract, Operation } from '../contract/contract.ts';
import { isRoutingScheme } from '../contract/security.ts';
import { kindOf, labelOf, PLACEHOLDER } from '../core/names.ts';
import { parseCookies } from '../exchange/cookies.ts';
import { type HeaderLine, headerOf, type SentRequest } from '../exchange/exchange.ts';

/** The sender of a recorded request, as far as the request shows. */
export interface Caller {
  /** Id of the tier if it is known, else a description of the credentials: `somebody with authorization`. */
  readonly tier: string;
  /** Set if the contract refuses the operation to everybody it may have been. */
  readonly refusal?: Extract<Expectation, { kind: 'refused' }>;
}

/** A caller whose credentials were removed from the recording. */
export const UNKNOWN_CALLER: Caller = { tier: 'somebody' };

interface CallerQuestion {
  readonly contract: Contract;
  readonly operation: Operation;
  readonly entry: OperationEntry;
  readonly deviations: ConformanceData['deviations'];
}

/** The place of a credential in a request, and its secret if the marker there names one that a tier holds. */
interface Carried {
  readonly place: string;
  readonly secret?: string;
}

/**
 * Reads from a redacted request who called. A bearer does not show whose it is unless the configuration or the recording names
 * it, so the caller has to be refused only if every tier with such credentials has.
 */
export function identifyCaller(question: CallerQuestion, request: SentRequest): Caller {
  const carried = credentialsIn(question.contract, request);
  const candidates = question.contract.platform.callers.list.filter((tier) =>
    fits(tierCarries(question, tier), carried),
  );
  const expectations = candidates.map((tier) => expectAccess({ ...question, tier }));
  const [first] = expectations;
  const isKept = candidates.length > 0 && expectations.every(({ kind }) => kind === 'refused');
  const [only] = candidates.length === 1 ? candidates : [];
  const tier = only?.id ?? describeCarried(carried);
  if (!isKept || first?.kind !== 'refused') return { tier };
  if (only !== undefined) return { tier, refusal: first };
  const attack = `${tier} can call ${question.operation.id}, which the contract keeps from whoever it may have been`;
  return { tier, refusal: { ...first, attack } };
}

/** Lists the places in which an operation takes a credential: `authorization`, `cookie mcp_session`. */
export function credentialPlaces(contract: Contract, operation: Operation): readonly string[] {
  const names = new Set(operation.security.flatMap((alternative) => alternative.schemes));
  return [...names].flatMap((name) => {
    const scheme = contract.securitySchemes.get(name);
    if (scheme === undefined || isRoutingScheme(scheme)) return [];
    if (scheme.kind === 'bearer' || scheme.kind === 'basic') return ['authorization'];
    return scheme.kind === 'apiKey' ? [`${scheme.in} ${scheme.key.toLowerCase()}`] : [];
  });
}

/** Finds the credentials in a request by the security schemes of the contract. */
export function credentialsIn(contract: Contract, { headers, url }: SentRequest): readonly Carried[] {
  const carried = carriedIn(contract, headers);
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  const inQuery = [...contract.securitySchemes.values()].flatMap((scheme) => {
    const value = scheme.kind === 'apiKey' && scheme.in === 'query' ? query.get(scheme.key) : null;
    return value === null || scheme.kind !== 'apiKey'
      ? []
      : [carriedAs(contract, `query ${scheme.key.toLowerCase()}`, value)];
  });
  return [...carried, ...inQuery];
}

function carriedIn(contract: Contract, headers: readonly HeaderLine[]): readonly Carried[] {
  const found: Carried[] = [];
  const authorization = headerOf(headers, 'authorization');
  if (authorization !== undefined && authorization.trim() !== '')
    found.push(carriedAs(contract, 'authorization', authorization));
  const cookies = parseCookies(headerOf(headers, 'cookie') ?? '');
  const seen = new Set<string>();
  for (const scheme of contract.securitySchemes.values()) {
    if (scheme.kind !== 'apiKey' || isRoutingScheme(scheme) || scheme.in === 'query') continue;
    const value =
      scheme.in === 'cookie' ? cookies.find(({ name }) => name === scheme.key)?.value : headerOf(headers, scheme.key);
    const place = `${scheme.in} ${scheme.key.toLowerCase()}`;
    if (value === undefined || value === '' || seen.has(place)) continue;
    seen.add(place);
    found.push(carriedAs(contract, place, value));
  }
  return found;
}

function carriedAs({ platform }: Contract, place: string, value: string): Carried {
  const [, secret] = /(?:^|\s)\[secret:(\w+)\]$/.exec(value) ?? [];
  const isHeld =
    secret === 'garbage' || platform.callers.list.some(({ holds }) => holds.some((held) => held.secret === secret));
  return secret !== undefined && isHeld ? { place, secret } : { place };
}

/** Lists the credentials that a tier sends with the operation. Its placeholders are read like the markers of a recording. */
function tierCarries({ contract, operation, deviations }: CallerQuestion, tier: Tier): readonly Carried[] {
  const lines = credentialHeaders(contract, operation, { ...tier }, deviations);
  return carriedIn(
    contract,
    lines.map(([name, value]): HeaderLine => [
      name,
      value.replace(PLACEHOLDER, (asked, held: string) =>
        kindOf(held) === 'secret' ? `[secret:${labelOf(held)}]` : asked,
      ),
    ]),
  );
}

/** Tells whether a request may come from a tier: the same places, and the same secret in each place where the recording names one. */
function fits(ofTier: readonly Carried[], carried: readonly Carried[]): boolean {
  return (
    ofTier.length === carried.length &&
    carried.every(({ place, secret }) => {
      const own = ofTier.find((candidate) => candidate.place === place);
      if (own === undefined) return false;
      return secret === undefined ? own.secret !== 'garbage' : own.secret === secret;
    })
  );
}

function describeCarried(carried: readonly Carried[]): string {
  return carried.length === 0 ? 'anonymous' : `somebody with ${carried.map(({ place }) => place).join(' and ')}`;
}
