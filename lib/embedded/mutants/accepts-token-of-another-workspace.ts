import { isSameSecret, readBearer } from '../authenticate.ts';
import { createAdmittingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsTokenOfAnotherWorkspace: Mutant = createAdmittingMutant(
  {
    id: 'accepts-token-of-another-workspace',
    title: 'The token of one workspace opens all workspaces of its org',
    incident: 'I-07',
    operations: [
      'tenantRestartWorkspace',
      'tenantPauseWorkspace',
      'tenantResumeWorkspace',
      'tenantGetBudget',
      'tenantListWorkspaceSecrets',
      'tenantSetWorkspaceSecret',
      'tenantPutWorkspaceSecret',
      'tenantDeleteWorkspaceSecret',
    ],
    expects: ['auth.object-level'],
    callers: ['other-workspace-token'],
    attack: 'An agent that is taken over stops its neighbours and replaces their secrets.',
  },
  (request, world) => {
    const org = world.orgs.get(request.tenantOrgId ?? '');
    const bearer = readBearer(request);
    if (org === undefined || bearer === undefined) return undefined;
    for (const { id: workspaceId, tokens } of org.tenant.workspaces.values()) {
      const isToken = [...tokens.values()].some(({ secret }) => isSameSecret(secret, bearer));
      if (isToken) return { kind: 'workspace', orgId: org.id, workspaceId };
    }
    return undefined;
  },
);
