import { findWorkspaceById } from '../world.ts';
import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const readsWorkspaceOfAnotherOrg: Mutant = createHandlingMutant(
  {
    id: 'reads-workspace-of-another-org',
    title: 'A workspace is found by its id in every org',
    operations: ['tenantGetBudget', 'tenantGetWorkspace'],
    expects: ['tenant.cross'],
    callers: ['anonymous, workspace-of-another-org', 'org-key, workspace-of-another-org'],
    attack: 'Every customer reads the workspaces of the others by their ids.',
  },
  (request, next, world) => {
    const { id = '' } = request.params;
    const isOwn = world.orgs.get(request.tenantOrgId ?? '')?.tenant.workspaces.has(id) === true;
    const owner = isOwn ? undefined : findWorkspaceById(world, id)?.org;
    return next(owner === undefined ? request : { ...request, tenantOrgId: owner.id });
  },
);
