import { answer } from '../http.ts';
import { createHandlingMutant, workspaceOf } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const keepsDeletedWorkspace: Mutant = createHandlingMutant(
  {
    id: 'keeps-deleted-workspace',
    title: 'A workspace is said to be removed and is still there',
    incident: 'I-16',
    operations: ['tenantDeleteWorkspace'],
    expects: ['state.delete-ineffective'],
  },
  (request, next, world) => {
    const isThere = workspaceOf(world, request) !== undefined;
    return isThere ? answer(200, { status: 'removed', cascade_deleted: 0 }) : next(request);
  },
);
