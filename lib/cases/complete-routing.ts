import { ANONYMOUS } from '../contract/callers.ts';
import { labelOf } from '../core/names.ts';
import type { Contract } from '../contract/contract.ts';
import type { HeaderLine } from '../exchange/exchange.ts';
import { carriesSecret, namesIn } from './bind.ts';
import type { Case, RequestTemplate, Step } from './case.ts';
import { isRoutingHeader } from './plan-context.ts';

/** A case whose probe carries some of the contract's routing headers, with all of them. */
export interface CompletedCase {
  readonly testCase: Case;
  /** Names of the headers that it had: `X-Molecule-Org-Slug`. */
  readonly sent: readonly string[];
  /** Names of the headers that were added: `X-Molecule-Org-Id`. */
  readonly added: readonly string[];
  /** Names of the values that the added headers ask for: `org.id`. */
  readonly asks: readonly string[];
}

/**
 * Adds the routing headers that the contract names and the probe of a case lacks; undefined where it lacks none, has none at all, or
 * is about the routing itself. The contract takes either header, so this is what passes a service that reads only one of them.
 */
export function completeRouting(contract: Contract, testCase: Case): CompletedCase | undefined {
  const probe = testCase.steps.find(({ purpose }) => purpose === 'probe');
  if (testCase.family === 'routing' || probe === undefined || probe.outside === true) return undefined;
  const schemes = routingSchemes(contract);
  const keys = schemes.map(({ key }) => key);
  const sent = keys.filter((key) => hasHeader(probe.request, key));
  const added = keys.filter((key) => !sent.includes(key));
  if (sent.length === 0 || added.length === 0) return undefined;
  const steps = testCase.steps.map((step): Step => {
    if (step.purpose !== 'probe' && step.purpose !== 'control') return step;
    const { request } = step;
    return { ...step, request: { ...request, headers: [...request.headers, ...missingHeaders(schemes, request)] } };
  });
  const asks = namesIn(missingHeaders(schemes, probe.request));
  return { testCase: { ...testCase, steps }, sent, added, asks };
}

/** The probe of a case as somebody sends it who has no credential, and nothing else of the case. */
export function sendAsNobody(testCase: Case): Case {
  const steps = testCase.steps.flatMap(({ makes: _, ...step }): readonly Step[] =>
    step.purpose === 'probe'
      ? [{ ...step, tier: ANONYMOUS.id, request: withoutCredential(step.request), sees: [] }]
      : [],
  );
  return { ...testCase, tier: ANONYMOUS.id, steps };
}

function withoutCredential(request: RequestTemplate): RequestTemplate {
  return { ...request, headers: request.headers.filter((line) => !carriesSecret(line)) };
}

type RoutingScheme = { readonly key: string; readonly routesBy: string };

function routingSchemes(contract: Contract): readonly RoutingScheme[] {
  return [...contract.securitySchemes.values()].filter(isRoutingHeader);
}

/** The headers that name the instance which the request is sent to: with `otherOrg.id` where that is at `otherOrg.slug`. */
function missingHeaders(schemes: readonly RoutingScheme[], request: RequestTemplate): readonly HeaderLine[] {
  const { tenantSlug } = request;
  if (tenantSlug === undefined) return [];
  return schemes
    .filter(({ key }) => !hasHeader(request, key))
    .map(({ key, routesBy }) => [key, tenantSlug.replace(/\.\w+\}$/, `.${labelOf(routesBy)}}`)]);
}

function hasHeader({ headers }: RequestTemplate, name: string): boolean {
  return headers.some(([other]) => other === name);
}
