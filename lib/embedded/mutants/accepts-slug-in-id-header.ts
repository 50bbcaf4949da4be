import { readOnlyValue } from '../authenticate.ts';
import { createRoutingHeaderMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';
import { findOrgBySlug } from '../world.ts';

export const acceptsSlugInIdHeader: Mutant = createRoutingHeaderMutant(
  {
    id: 'accepts-slug-in-id-header',
    title: 'A tenant answers to its slug in the header of the id',
    operations: ['tenantListOrgTemplates', 'tenantListGlobalSecrets'],
    expects: ['tenant.routing'],
    callers: ['org-key, slug-as-id'],
    attack: 'A slug that was given to another org later leads to the wrong tenant.',
  },
  (request, world) => {
    const id = readOnlyValue(request, 'x-molecule-org-id') ?? '';
    return findOrgBySlug(world, id)?.id === request.tenantOrgId;
  },
);
