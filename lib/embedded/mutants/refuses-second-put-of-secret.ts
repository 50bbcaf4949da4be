import { refuse } from '../http.ts';
import { createHandlingMutant, readMembers, workspaceOf } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const refusesSecondPutOfSecret: Mutant = createHandlingMutant(
  {
    id: 'refuses-second-put-of-secret',
    title: 'A secret that is put a second time is refused because it is there',
    operations: ['tenantPutWorkspaceSecret'],
    expects: ['state.put-not-idempotent'],
  },
  (request, next, world) => {
    const { key } = readMembers(request);
    const isThere = typeof key === 'string' && workspaceOf(world, request)?.secrets.has(key) === true;
    return isThere ? refuse(400, 'there is such a secret') : next(request);
  },
);
