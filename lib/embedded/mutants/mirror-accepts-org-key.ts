import { isSameSecret, readBearer } from '../authenticate.ts';
import { createBypassMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const mirrorAcceptsOrgKey: Mutant = createBypassMutant(
  {
    id: 'mirror-accepts-org-key',
    title: 'The deprecated mirror takes the API key of an org',
    operations: ['adminListThinAmi', 'adminListRuntimeImage'],
    expects: ['auth.wrong-tier-accepted'],
    callers: ['org-key, door-mirror-org-key'],
    attack: 'Through the older address every customer is the operator.',
  },
  (request, { orgs }) => {
    const bearer = readBearer(request);
    if (!request.path.startsWith('/cp/') || bearer === undefined) return false;
    const keys = [...orgs.values()].flatMap(({ tenant }) => [...tenant.orgTokens.values()]);
    return keys.some(({ secret, revoked }) => !revoked && isSameSecret(secret, bearer));
  },
);
