import { createHandlingMutant, withMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const saysFailedOnCreatedWorkspace: Mutant = createHandlingMutant(
  {
    id: 'says-failed-on-created-workspace',
    title: 'A 201 says that the new workspace has failed',
    incident: 'I-15',
    operations: ['tenantCreateWorkspace', 'tenantImportBundle'],
    expects: ['success.says-failed'],
  },
  async (request, next) => {
    const given = await next(request);
    return given.status === 201 ? withMembers(given, { status: 'failed' }) : given;
  },
);
