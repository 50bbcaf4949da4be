import { createHandlingMutant, withMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const returnsTierAsText: Mutant = createHandlingMutant(
  {
    id: 'returns-tier-as-text',
    title: 'The tier of a workspace is a text',
    operations: ['tenantGetWorkspace'],
    expects: ['body.type'],
  },
  async (request, next) => {
    const given = await next(request);
    return given.status === 200 ? withMembers(given, { tier: 'two' }) : given;
  },
);
