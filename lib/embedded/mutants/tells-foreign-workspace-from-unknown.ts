import { findWorkspaceById } from '../world.ts';
import { refuse } from '../http.ts';
import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const tellsForeignWorkspaceFromUnknown: Mutant = createHandlingMutant(
  {
    id: 'tells-foreign-workspace-from-unknown',
    title: 'A workspace of another org is forbidden, one that nobody has is missing',
    operations: ['tenantGetBudget', 'tenantExportBundle'],
    expects: ['auth.refusal-oracle'],
    callers: ['org-key, workspace-of-another-org'],
    attack: 'Ids of other customers can be told from made-up ones.',
  },
  (request, next, world) => {
    const owner = findWorkspaceById(world, request.params.id ?? '')?.org;
    const isForeign = owner !== undefined && owner.id !== request.tenantOrgId;
    return isForeign ? refuse(403, 'not a workspace of this org') : next(request);
  },
);
