import { createHandlingMutant, withMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const namesRegionOfInstance: Mutant = createHandlingMutant(
  {
    id: 'names-region-of-instance',
    title: 'An instance comes with a region that nobody declared',
    operations: ['getOrgInstance'],
    expects: ['body.undeclared'],
  },
  async (request, next) => {
    const given = await next(request);
    return given.status === 200 ? withMembers(given, { region: 'eu-central-1' }) : given;
  },
);
