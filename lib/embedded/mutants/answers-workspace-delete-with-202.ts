import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const answersWorkspaceDeleteWith202: Mutant = createHandlingMutant(
  {
    id: 'answers-workspace-delete-with-202',
    title: 'The deletion of a workspace is answered with 202',
    incident: 'I-17',
    operations: ['tenantDeleteWorkspace'],
    expects: ['status.undocumented'],
  },
  async (request, next) => {
    const given = await next(request);
    return given.status === 200 ? { ...given, status: 202 } : given;
  },
);
