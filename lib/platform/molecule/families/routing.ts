import { defined } from '../../../core/defined.ts';
import type { Severity } from '../../../core/severity.ts';
import type { Operation } from '../../../contract/contract.ts';
import type { HeaderLine } from '../../../exchange/exchange.ts';
import type { Case } from '../../../cases/case.ts';
import {
  instanceOf,
  isRoutingHeader,
  rightfulCaller,
  type CaseFamily,
  type PlanContext,
} from '../../../cases/plan-context.ts';
import { buildSecurityCase, probeRequest } from '../../../cases/security-probe.ts';
import type { RuleId } from '../../../rules/rules.ts';

/**
 * The routing header names the tenant. Absent or wrong it is refused before anything else, on open operations too; it never
 * leads to another org. Sent with everything else right, so that nothing but the header can be what is refused.
 */
export const routing: CaseFamily = {
  id: 'routing',
  title: 'the routing header',
  group: 'security',
  casesOf: (context, operation) =>
    instanceOf(context.contract, operation.service).tenantSlug === undefined ? [] : routingCases(context, operation),
};

interface RoutingVariant {
  readonly id: string;
  readonly title: string;
  readonly headers: readonly HeaderLine[];
  readonly rule: RuleId;
  readonly attack: string;
  readonly severity?: Severity;
}

function routingCases(context: PlanContext, operation: Operation): readonly Case[] {
  const caller = rightfulCaller(context, operation);
  const base = probeRequest(context, operation, caller.as);
  const schemes = [...context.contract.securitySchemes.values()].filter(isRoutingHeader);
  const bare = base.headers.filter(([name]) => schemes.every(({ key }) => key !== name));
  return variants(schemes, operation).map((variant) =>
    buildSecurityCase(context, operation, {
      family: 'routing',
      variant: variant.id,
      title: `refuses ${variant.title}`,
      ...caller,
      request: { ...base, headers: [...bare, ...variant.headers] },
      // A 404 or a 400 is what tenants answer; both come before the credential is looked at.
      expectation: {
        kind: 'refused',
        statuses: [],
        orTurnedAway: [400, 404],
        rule: variant.rule,
        attack: variant.attack,
        ...defined({ severity: variant.severity }),
      },
      outside: true,
    }),
  );
}

function variants(
  schemes: readonly { readonly key: string; readonly routesBy: string }[],
  operation: Operation,
): readonly RoutingVariant[] {
  const id = schemes.find(({ routesBy }) => routesBy === 'org.id')?.key;
  const slug = schemes.find(({ routesBy }) => routesBy === 'org.slug')?.key;
  const misrouted = {
    rule: 'tenant.routing',
    attack: `a request for one org may end at another through ${operation.id}`,
  } as const;
  const crossing = {
    rule: 'tenant.cross',
    attack: `a key of one org reaches another org through ${operation.id}`,
  } as const;
  const result: RoutingVariant[] = [
    { id: 'absent', title: 'a request without a routing header', headers: [], ...misrouted },
  ];
  if (id !== undefined) {
    result.push(
      { id: 'unknown', title: 'a routing header that names no org', headers: [[id, '${unknown.uuid}']], ...misrouted },
      { id: 'other-org', title: "another org's routing header", headers: [[id, '${otherOrg.id}']], ...crossing },
      { id: 'slug-as-id', title: 'a slug in the header of the id', headers: [[id, '${org.slug}']], ...misrouted },
    );
  }
  if (id !== undefined && slug !== undefined) {
    result.push({
      id: 'contradicting',
      title: 'two routing headers that name different orgs',
      headers: [
        [id, '${org.id}'],
        [slug, '${otherOrg.slug}'],
      ],
      ...misrouted,
      // Which of the two headers counts is a fact of the service; the key is right for the org that answers.
      severity: 'minor',
    });
  }
  return result;
}
