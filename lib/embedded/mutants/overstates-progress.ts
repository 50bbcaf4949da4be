import { createHandlingMutant, withMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const overstatesProgress: Mutant = createHandlingMutant(
  {
    id: 'overstates-progress',
    title: 'Provisioning has made more than all of its progress',
    operations: ['getProvisionStatus'],
    expects: ['body.range'],
  },
  async (request, next) => {
    const given = await next(request);
    return given.status === 200 ? withMembers(given, { progress: 250 }) : given;
  },
);
