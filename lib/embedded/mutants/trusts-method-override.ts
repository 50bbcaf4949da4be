import { createBypassMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const trustsMethodOverride: Mutant = createBypassMutant(
  {
    id: 'trusts-method-override',
    title: 'Authentication is skipped for what says it is a preflight',
    operations: ['listOrgs', 'tenantListTemplates'],
    expects: ['auth.variant-bypass'],
    callers: ['anonymous, header-method-override'],
    attack: 'Whoever calls a request a preflight needs no credential.',
  },
  ({ headers }) => headers['x-http-method-override']?.includes('OPTIONS') === true,
);
