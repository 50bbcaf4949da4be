import { readBearer } from '../authenticate.ts';
import { createAdmittingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const listsWorkspacesForAnyBearer: Mutant = createAdmittingMutant(
  {
    id: 'lists-workspaces-for-any-bearer',
    title: 'The list of workspaces falls open for any well-formed bearer',
    incident: 'I-10',
    operations: ['tenantListWorkspaces'],
    expects: ['auth.invalid-accepted'],
    callers: ['garbage-bearer'],
    attack: 'A made-up token reads the names and ids of all workspaces.',
  },
  (request) => {
    const { tenantOrgId } = request;
    const isOpen = tenantOrgId !== undefined && readBearer(request) !== undefined;
    return isOpen ? { kind: 'tenant-admin', orgId: tenantOrgId } : undefined;
  },
);
