import { findOrgIdOfWorkspace } from '../world.ts';
import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const deprovisionsWithOtherTenantsToken: Mutant = createHandlingMutant(
  {
    id: 'deprovisions-with-other-tenants-token',
    title: "A tenant's admin token deprovisions another tenant's workspace",
    incident: 'I-04',
    operations: ['deprovisionWorkspace'],
    expects: ['tenant.cross', 'auth.refusal-effect'],
    callers: ['deprovision-pair-other'],
    attack: 'A tenant terminates the machines of another one, volumes included.',
  },
  (request, next, world) => {
    const orgId = findOrgIdOfWorkspace(world, request.params.workspace_id ?? '');
    return next(orgId === undefined ? request : { ...request, caller: { kind: 'deprovisioner', orgId } });
  },
);
