import { isSameSecret, readBearer } from '../authenticate.ts';
import { createBypassMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsOperatorBearerOnTenant: Mutant = createBypassMutant(
  {
    id: 'accepts-operator-bearer-on-tenant',
    title: 'The bearer of the operator opens tenants',
    operations: ['tenantListWorkspaces', 'tenantListTemplates'],
    expects: ['auth.wrong-tier-accepted'],
    callers: ['cp-admin'],
    attack: 'One token that leaks opens every customer.',
  },
  (request, { cpAdminBearer }) => {
    const bearer = readBearer(request);
    return bearer !== undefined && isSameSecret(bearer, cpAdminBearer);
  },
);
