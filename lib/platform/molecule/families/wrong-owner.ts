import type { Operation } from '../../../contract/contract.ts';
import { isOpen } from '../../../contract/security.ts';
import type { Case, RequestTemplate } from '../../../cases/case.ts';
import { type CaseFamily, type PlanContext, rightfulCaller, rightfulTier } from '../../../cases/plan-context.ts';
import { buildSecurityCase, probeReach, probeRequest } from '../../../cases/security-probe.ts';

/** The right credential, aimed at what belongs to somebody else. */
export const wrongOwner: CaseFamily = {
  id: 'wrong-owner',
  title: 'what belongs to somebody else',
  group: 'security',
  casesOf: (context, operation) =>
    operation.service === 'tenant'
      ? [...foreignWorkspace(context, operation), ...foreignTenant(context, operation)]
      : [],
};

/**
 * A workspace of another org, asked for at this org's tenant: it is not there, and nothing in the answer says that it is
 * somewhere else. Compared with an id that nobody has.
 */
function foreignWorkspace(context: PlanContext, operation: Operation): readonly Case[] {
  const caller = rightfulCaller(context, operation);
  const { as } = caller;
  const entry = context.entry(operation);
  const name = operation.parameters.find(
    (parameter) => parameter.in === 'path' && isWorkspace(entry.path?.[parameter.name]),
  )?.name;
  if (name === undefined) return [];
  const aim = (id: string): RequestTemplate => probeRequest(context, operation, as, { ...entry.path, [name]: id });
  const request = aim('${otherOrgWorkspace.id}');
  return [
    buildSecurityCase(context, operation, {
      family: 'wrong-owner',
      variant: 'workspace-of-another-org',
      title: "answers for another org's workspace as for one that nobody has",
      ...caller,
      request,
      control: {
        title: 'the same for an id that nobody has',
        tier: as,
        request: { ...request, path: aim('${unknown.uuid}').path },
      },
      expectation: {
        kind: 'refused',
        statuses: [],
        likeControl: true,
        rule: 'tenant.cross',
        attack: `whoever administers one tenant reaches workspaces of others through ${operation.id}`,
      },
      effect: entry.effect,
      reach: entry.effect === 'reads' ? 'none' : 'own',
    }),
  ];
}

function isWorkspace(value: string | null | undefined): boolean {
  return value === '${workspace.id}' || value === '${madeWorkspace.id}';
}

/** This org's key at the other org's tenant, with the routing that is right there. */
function foreignTenant(context: PlanContext, operation: Operation): readonly Case[] {
  if (isOpen(operation)) return [];
  const as = rightfulTier(context.contract, operation);
  if (as === undefined) return [];
  const there = { org: 'otherOrg', workspace: 'otherOrgWorkspace' };
  const request = probeRequest(context, operation, as, {}, there);
  const entry = context.entry(operation);
  return [
    buildSecurityCase(context, operation, {
      family: 'wrong-owner',
      variant: 'own-key-at-another-tenant',
      title: "refuses this org's key at another org's tenant",
      as,
      request,
      expectation: {
        kind: 'refused',
        statuses: [401, 403],
        rule: 'tenant.cross',
        attack: `the key of one org opens the tenants of others through ${operation.id}`,
      },
      // A probe that touches nothing at this tenant touches nothing at the other.
      reach: probeReach(entry) === 'none' ? 'none' : 'own',
    }),
  ];
}
