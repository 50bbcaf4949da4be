import { createBypassMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const trustsForwardedFor: Mutant = createBypassMutant(
  {
    id: 'trusts-forwarded-for',
    title: 'Calls that say they come from the machine itself need no credential',
    operations: ['adminTenantDiagnostics', 'tenantListGlobalSecrets'],
    expects: ['auth.variant-bypass'],
    callers: ['anonymous, header-forwarded-for'],
    attack: 'One header that anybody can write makes an outsider an insider.',
  },
  ({ headers }) => headers['x-forwarded-for']?.includes('127.0.0.1') === true,
);
