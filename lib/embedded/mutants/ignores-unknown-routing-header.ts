import { readOnlyValue } from '../authenticate.ts';
import { createRoutingHeaderMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';
import { findOrgBySlug } from '../world.ts';

export const ignoresUnknownRoutingHeader: Mutant = createRoutingHeaderMutant(
  {
    id: 'ignores-unknown-routing-header',
    title: 'A tenant answers to an id that no org has',
    operations: ['tenantListOrgTokens', 'tenantGetWorkspace'],
    expects: ['tenant.routing'],
    callers: ['anonymous, unknown', 'org-key, unknown'],
    attack: 'A request that was meant for an org that is gone ends at another one.',
  },
  (request, world) => {
    const id = readOnlyValue(request, 'x-molecule-org-id');
    return id !== undefined && !world.orgs.has(id) && findOrgBySlug(world, id) === undefined;
  },
);
