import { createBypassMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const trustsOriginalUrl: Mutant = createBypassMutant(
  {
    id: 'trusts-original-url',
    title: 'Authentication looks at X-Original-URL, routing at the path',
    operations: ['adminListRuntimeImage', 'tenantListOrgTemplates'],
    expects: ['auth.variant-bypass'],
    callers: ['anonymous, header-original-url'],
    attack: 'Whoever names an open path in a header may call any other.',
  },
  ({ headers }) => headers['x-original-url']?.includes('/health') === true,
);
