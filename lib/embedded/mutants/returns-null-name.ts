import { createHandlingMutant, withMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const returnsNullName: Mutant = createHandlingMutant(
  {
    id: 'returns-null-name',
    title: 'The name of a workspace is null',
    operations: ['tenantGetWorkspace'],
    expects: ['body.null'],
  },
  async (request, next) => {
    const given = await next(request);
    return given.status === 200 ? withMembers(given, { name: null }) : given;
  },
);
