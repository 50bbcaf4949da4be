import { isSameSecret, readBearer } from '../authenticate.ts';
import { createBypassMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsOrgKeyOnControlPlane: Mutant = createBypassMutant(
  {
    id: 'accepts-org-key-on-control-plane',
    title: 'The API key of an org opens routes of the control plane',
    operations: ['adminListThinAmi', 'getProvisionWorkspaceStatus'],
    expects: ['auth.wrong-tier-accepted'],
    callers: ['org-key', 'org-key, door-mirror-org-key', 'other-org-key'],
    attack: 'Every customer can do what the operator can.',
  },
  (request, { orgs }) => {
    const bearer = readBearer(request);
    if (bearer === undefined) return false;
    const keys = [...orgs.values()].flatMap(({ tenant }) => [...tenant.orgTokens.values()]);
    return keys.some(({ secret, revoked }) => !revoked && isSameSecret(secret, bearer));
  },
);
