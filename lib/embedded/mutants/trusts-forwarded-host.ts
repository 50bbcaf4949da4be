import { createBypassMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const trustsForwardedHost: Mutant = createBypassMutant(
  {
    id: 'trusts-forwarded-host',
    title: 'Calls that say they were made to localhost need no credential',
    operations: ['tenantListOrgTokens', 'adminListOrgs'],
    expects: ['auth.variant-bypass'],
    callers: ['anonymous, header-forwarded-host'],
    attack: 'One header that anybody can write makes an outsider an insider.',
  },
  ({ headers }) => headers['x-forwarded-host']?.includes('localhost') === true,
);
