import { isSameSecret, readOnlyValue } from '../authenticate.ts';
import { createAdmittingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const deprovisionsWithAdminTokenAlone: Mutant = createAdmittingMutant(
  {
    id: 'deprovisions-with-admin-token-alone',
    title: "Deprovisioning works with the tenant's admin token alone",
    operations: ['deprovisionWorkspace'],
    expects: ['auth.and-half-accepted'],
    callers: ['tenant-admin-token'],
    attack: 'A tenant takes its machines down behind the back of the platform, with a token that people hold.',
  },
  (request, world) => {
    const token = readOnlyValue(request, 'x-molecule-admin-token');
    if (token === undefined || request.headers.authorization !== undefined) return undefined;
    const org = [...world.orgs.values()].find(({ tenantAdminToken }) => isSameSecret(tenantAdminToken, token));
    return org && { kind: 'deprovisioner', orgId: org.id };
  },
);
