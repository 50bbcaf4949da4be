import { answer } from '../http.ts';
import { createHandlingMutant, workspaceOf } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const keepsDeletedSecret: Mutant = createHandlingMutant(
  {
    id: 'keeps-deleted-secret',
    title: 'A secret is said to be removed and is still there',
    operations: ['tenantDeleteWorkspaceSecret'],
    expects: ['state.delete-ineffective'],
  },
  (request, next, world) => {
    const isThere = workspaceOf(world, request)?.secrets.has(request.params.key ?? '') === true;
    return isThere ? answer(200) : next(request);
  },
);
