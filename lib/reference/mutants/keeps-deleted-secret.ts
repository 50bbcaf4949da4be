import { answer } from '../http.ts';
import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const keepsDeletedSecret: Mutant = createHandlingMutant(
  {
    id: 'keeps-deleted-secret',
    title: 'A secret is said to be removed and is still there',
    operations: ['tenantDeleteWorkspaceSecret'],
    expects: ['state.delete-ineffective'],
  },
  (request, next, world) => {
    const workspaces = world.orgs.get(request.tenantOrgId ?? '')?.tenant.workspaces;
    const isThere = workspaces?.get(request.params.id ?? '')?.secrets.has(request.params.key ?? '') === true;
    return isThere ? answer(200) : next(request);
  },
);
