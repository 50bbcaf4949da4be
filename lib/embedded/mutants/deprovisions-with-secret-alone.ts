import { findOrgIdOfWorkspace } from '../world.ts';
import { isSameSecret, readBearer } from '../authenticate.ts';
import { createAdmittingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const deprovisionsWithSecretAlone: Mutant = createAdmittingMutant(
  {
    id: 'deprovisions-with-secret-alone',
    title: "Deprovisioning works without the tenant's admin token",
    incident: 'I-03',
    operations: ['deprovisionWorkspace'],
    expects: ['auth.and-half-accepted'],
    callers: ['provision-secret'],
    attack: 'Any tenant takes down the machines of any other with the secret that all of them share.',
  },
  (request, world) => {
    const bearer = readBearer(request);
    const isAlone = request.headers['x-molecule-admin-token'] === undefined;
    if (!isAlone || bearer === undefined || !isSameSecret(bearer, world.provisionSecret)) return undefined;
    return { kind: 'deprovisioner', orgId: findOrgIdOfWorkspace(world, request.params.workspace_id ?? '') ?? '' };
  },
);
