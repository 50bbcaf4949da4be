import { isSameSecret, readBearer } from '../authenticate.ts';
import { createBypassMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsWorkspaceTokenOnOrgRoutes: Mutant = createBypassMutant(
  {
    id: 'accepts-workspace-token-on-org-routes',
    title: 'The token of a workspace opens routes of its org',
    operations: ['tenantListOrgTokens', 'tenantListOrgTemplates'],
    expects: ['auth.wrong-tier-accepted'],
    callers: ['other-workspace-token', 'workspace-token'],
    attack: 'An agent that is taken over administers the whole tenant.',
  },
  (request, { orgs }) => {
    const bearer = readBearer(request);
    const workspaces = orgs.get(request.tenantOrgId ?? '')?.tenant.workspaces.values();
    if (bearer === undefined || workspaces === undefined) return false;
    const tokens = [...workspaces].flatMap((workspace) => [...workspace.tokens.values()]);
    return tokens.some(({ secret, revoked }) => !revoked && isSameSecret(secret, bearer));
  },
);
