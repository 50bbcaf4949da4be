import { FAMILIES } from '../cases/families.ts';
import { createCallers, type HeldCredential, type Tier } from '../contract/callers.ts';
import type { ContractFacts, SecurityScheme } from '../contract/contract.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { baseUrlVariable, secretName, toVariable } from '../core/names.ts';
import { readNamedConfig, type RemoteConfig } from '../config/config.ts';
import type { Addresses } from '../transport/wire.ts';
import type { Platform } from './platform.ts';

/** The one service of a platform of which nothing is known but its contract. */
const SERVICE = 'api';

/**
 * Derives a platform from a contract of which nothing else is known: one service, and as callers whoever holds one of its security
 * schemes, or all of an alternative that asks for several (OpenAPI 3.1, security requirement object). Each scheme is sent with a
 * made-up credential as well. Nothing is set up; credentials come from `CREDENTIAL_<SCHEME>`.
 */
export function derivePlatform(contract: ContractFacts): Platform {
  const schemes = [...contract.securitySchemes.values()].filter(({ kind }) => kind !== 'unsupported');
  const secrets = schemes.map(({ name }) => {
    const secret = secretFor(name);
    return { name: secret, variable: toVariable(secretName(secret)) };
  });
  return {
    id: 'derived',
    services: [{ id: SERVICE, title: 'the service', isA: 'this API' }],
    serviceOf: () => SERVICE,
    routesBy: () => undefined,
    callers: createCallers([
      ...schemes.map(({ name }) => holderOf([name])),
      ...pairsIn(contract).map(holderOf),
      ...schemes.filter((scheme) => !isBearer(scheme)).map(madeUpFor),
    ]),
    runNames: [],
    secrets,
    isDerived: true,
    families: FAMILIES,
    readConfig: (sources) => readNamedConfig({ baseUrls: { [SERVICE]: baseUrlVariable(SERVICE) }, secrets }, sources),
    addresses: addressesOf,
    scopeOf: () => ({ services: [SERVICE], lacks: () => false, isRouted: false }),
    notesOnScope: () => [],
    valuesOf: () => ({}),
    given: () => new Set(),
    valuesOfRun: () => ({}),
    makesItsOwn: () => false,
    setup: () => [],
  };
}

/** Where the requests of a platform go whose one service has one host. */
function addressesOf({ baseUrls = {} }: Pick<RemoteConfig, 'baseUrls'>): Addresses {
  const baseUrlOf: Addresses['baseUrlOf'] = ({ service }) => {
    const url = baseUrls[service];
    if (url === undefined) throw new Error(`a request to ${service}, which has no address`);
    return url;
  };
  return {
    baseUrls: Object.values(baseUrls),
    baseUrlOf,
    originsOf: (request, bindings) => [new URL(baseUrlOf(request, bindings)).origin],
  };
}

/** The name of the secret of a scheme: `credential_apiKey`, which the variable `CREDENTIAL_API_KEY` configures. */
function secretFor(scheme: string): string {
  return `credential_${scheme.replace(/\W+/g, '_')}`;
}

function holderOf(schemes: readonly string[]): Tier {
  const holds = schemes.map((scheme): HeldCredential => ({ scheme, secret: secretFor(scheme), holder: 'own' }));
  return { id: schemes.join('-and-'), title: schemes.join(' with '), holds };
}

function madeUpFor({ name }: SecurityScheme): Tier {
  return { id: `made-up-${name}`, title: `made-up ${name}`, holds: [], garbage: { scheme: name } };
}

function isBearer({ kind }: SecurityScheme): boolean {
  return kind === 'bearer';
}

/** The alternatives of the contract that ask for more than one scheme, each once. */
function pairsIn({ document, securitySchemes }: ContractFacts): readonly (readonly string[])[] {
  const items = Object.values(asObject(document['paths'])).flatMap((item) => Object.values(asObject(item)));
  const pairs = [document, ...items]
    .flatMap((node) => asObject(node)['security'] ?? [])
    .map((alternative) => Object.keys(asObject(alternative)))
    .filter((schemes) => schemes.length > 1 && schemes.every((name) => securitySchemes.has(name)));
  return [...new Map(pairs.map((schemes) => [[...schemes].sort().join(' '), schemes])).values()];
}

function asObject(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
