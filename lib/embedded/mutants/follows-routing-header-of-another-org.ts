import { readOnlyValue } from '../authenticate.ts';
import type { UnauthenticatedRequest } from '../http.ts';
import type { Mutant } from '../mutant.ts';
import type { World } from '../world.ts';

/** The org that the header names, if it names one. */
function findNamedOrg(world: World, request: UnauthenticatedRequest): string | undefined {
  return world.orgs.get(readOnlyValue(request, 'x-molecule-org-id') ?? '')?.id;
}

export const followsRoutingHeaderOfAnotherOrg: Mutant = {
  id: 'follows-routing-header-of-another-org',
  title: 'The routing header decides whose workspaces are answered',
  operations: ['tenantListWorkspaces'],
  expects: ['tenant.cross'],
  callers: ['org-key, contradicting', 'org-key, other-org'],
  also: [
    {
      rule: 'tenant.routing',
      operation: 'tenantListWorkspaces',
      why: 'Where the two routing headers contradict one another, the one that is followed is enough.',
    },
  ],
  attack: "With a key of their own everybody reads everybody's workspaces.",
  apply: ({ world, wrapGuard, wrapHandler }) => {
    wrapGuard((next, route) =>
      route.operationId === 'tenantListWorkspaces'
        ? (request) => (findNamedOrg(world, request) === undefined ? next(request) : undefined)
        : next,
    );
    wrapHandler((next, route) =>
      route.operationId === 'tenantListWorkspaces'
        ? (request) => next({ ...request, tenantOrgId: findNamedOrg(world, request) ?? request.tenantOrgId ?? '' })
        : next,
    );
  },
};
