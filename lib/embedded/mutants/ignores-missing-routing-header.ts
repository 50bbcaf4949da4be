import { createRoutingHeaderMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const ignoresMissingRoutingHeader: Mutant = createRoutingHeaderMutant(
  {
    id: 'ignores-missing-routing-header',
    title: 'A tenant answers without being named',
    operations: ['tenantListTemplates', 'tenantGetWorkspace'],
    expects: ['tenant.routing'],
    callers: ['anonymous, absent', 'org-key, absent'],
    attack: 'A request that lost its routing header ends at whichever tenant is there.',
  },
  ({ headers }) => headers['x-molecule-org-id'] === undefined && headers['x-molecule-org-slug'] === undefined,
);
