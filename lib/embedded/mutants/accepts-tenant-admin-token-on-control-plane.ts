import { isSameSecret, readBearer } from '../authenticate.ts';
import { createBypassMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsTenantAdminTokenOnControlPlane: Mutant = createBypassMutant(
  {
    id: 'accepts-tenant-admin-token-on-control-plane',
    title: 'The admin token of a tenant opens routes of the operator',
    operations: ['adminListOrgs', 'adminListRuntimeImage'],
    expects: ['auth.wrong-tier-accepted'],
    callers: ['tenant-admin-token, tenant-admin-token-as-bearer'],
    attack: 'Whoever administers one tenant sees all the others.',
  },
  (request, { orgs }) => {
    const bearer = readBearer(request);
    if (bearer === undefined) return false;
    return [...orgs.values()].some(({ tenantAdminToken }) => isSameSecret(tenantAdminToken, bearer));
  },
);
