import { isSameSecret, readBearer } from '../authenticate.ts';
import { createAdmittingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsRevokedOrgKey: Mutant = createAdmittingMutant(
  {
    id: 'accepts-revoked-org-key',
    title: 'A revoked org key goes on working',
    incident: 'I-08',
    operations: ['tenantListWorkspaces', 'tenantRevokeOrgToken'],
    expects: ['auth.revoked-accepted'],
    callers: ['org-key, revoked-org-key'],
    attack: 'A key that was leaked and revoked still opens the tenant.',
  },
  (request, world) => {
    const org = world.orgs.get(request.tenantOrgId ?? '');
    const bearer = readBearer(request);
    if (org === undefined || bearer === undefined) return undefined;
    const token = [...org.tenant.orgTokens.values()].find(({ secret }) => isSameSecret(secret, bearer));
    return token && { kind: 'org-key', orgId: org.id, tokenId: token.id };
  },
);
