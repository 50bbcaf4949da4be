import { isSameSecret, readBearer } from '../authenticate.ts';
import { createBypassMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const edgeAcceptsKeyOfAnotherOrg: Mutant = createBypassMutant(
  {
    id: 'edge-accepts-key-of-another-org',
    title: 'Through the edge proxy the key of any org opens every tenant',
    operations: ['tenantListWorkspaces', 'tenantListGlobalSecrets'],
    expects: ['tenant.cross'],
    callers: ['other-org-key, door-edge-other-org-key'],
    attack: "Through the control plane's host every customer reads the others.",
  },
  (request, { orgs }) => {
    const bearer = readBearer(request);
    if (request.viaEdge !== true || bearer === undefined) return false;
    const keys = [...orgs.values()].flatMap(({ tenant }) => [...tenant.orgTokens.values()]);
    return keys.some(({ secret, revoked }) => !revoked && isSameSecret(secret, bearer));
  },
);
