import { createHandlingMutant, readMembers, withRequestMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';
import { isUuid } from '../validate.ts';

/** The machine that comes of it is called like nothing in the request, nor in the answer: nobody who sent it can remove it. */
export const makesUpWorkspaceId: Mutant = createHandlingMutant(
  {
    id: 'makes-up-workspace-id',
    title: 'A machine is provisioned for a workspace id that is missing or no UUID, under an id that is made up',
    operations: ['provisionWorkspace'],
    expects: ['request.required-unenforced', 'request.constraint-unenforced'],
  },
  (request, next, world) => {
    const { workspace_id } = readMembers(request);
    const isUsable = typeof workspace_id === 'string' && isUuid(workspace_id);
    return next(isUsable ? request : withRequestMembers(request, { workspace_id: world.uuid() }));
  },
);
