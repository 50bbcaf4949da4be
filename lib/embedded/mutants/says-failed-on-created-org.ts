import { createHandlingMutant, withMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const saysFailedOnCreatedOrg: Mutant = createHandlingMutant(
  {
    id: 'says-failed-on-created-org',
    title: 'A 201 says that the new org has failed',
    incident: 'I-15',
    operations: ['createOrg', 'adminCreateOrg'],
    expects: ['success.says-failed'],
  },
  async (request, next) => {
    const given = await next(request);
    return given.status === 201 ? withMembers(given, { status: 'failed' }) : given;
  },
);
