import { readOnlyValue } from '../authenticate.ts';
import { createRoutingHeaderMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';
import { findOrgBySlug } from '../world.ts';

export const ignoresContradictingRoutingHeader: Mutant = createRoutingHeaderMutant(
  {
    id: 'ignores-contradicting-routing-header',
    title: 'A tenant answers to its id beside the slug of another org',
    operations: ['tenantListTemplates', 'tenantListWorkspaces'],
    expects: ['tenant.routing'],
    callers: ['org-key, contradicting'],
    attack: 'Gateway and service send one request to different orgs.',
  },
  (request, world) => {
    const slug = readOnlyValue(request, 'x-molecule-org-slug') ?? '';
    const isOwnId = readOnlyValue(request, 'x-molecule-org-id') === request.tenantOrgId;
    return isOwnId && findOrgBySlug(world, slug) !== undefined;
  },
);
