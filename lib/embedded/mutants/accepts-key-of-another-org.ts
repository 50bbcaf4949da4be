import { isSameSecret, readBearer } from '../authenticate.ts';
import { createAdmittingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsKeyOfAnotherOrg: Mutant = createAdmittingMutant(
  {
    id: 'accepts-key-of-another-org',
    title: 'The API key of one org opens the tenants of the others',
    operations: ['tenantListWorkspaces', 'tenantListGlobalSecrets', 'tenantExportBundle'],
    expects: ['tenant.cross'],
    callers: ['org-key, own-key-at-another-tenant', 'other-org-key', 'other-org-key, door-edge-other-org-key'],
    attack: 'Every customer reads what the other customers have.',
  },
  (request, world) => {
    const bearer = readBearer(request);
    const { tenantOrgId: orgId } = request;
    if (bearer === undefined || orgId === undefined) return undefined;
    const token = [...world.orgs.values()]
      .flatMap(({ tenant }) => [...tenant.orgTokens.values()])
      .find(({ secret, revoked }) => !revoked && isSameSecret(secret, bearer));
    return token && { kind: 'org-key', orgId, tokenId: token.id };
  },
);
