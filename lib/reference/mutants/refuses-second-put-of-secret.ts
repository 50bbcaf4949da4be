import { refuse } from '../http.ts';
import { createHandlingMutant, readMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const refusesSecondPutOfSecret: Mutant = createHandlingMutant(
  {
    id: 'refuses-second-put-of-secret',
    title: 'A secret that is put a second time is refused because it is there',
    operations: ['tenantPutWorkspaceSecret'],
    expects: ['state.put-not-idempotent'],
  },
  (request, next, world) => {
    const workspaces = world.orgs.get(request.tenantOrgId ?? '')?.tenant.workspaces;
    const { key } = readMembers(request);
    const isThere = typeof key === 'string' && workspaces?.get(request.params.id ?? '')?.secrets.has(key) === true;
    return isThere ? refuse(400, 'there is such a secret') : next(request);
  },
);
