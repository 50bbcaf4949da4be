import { refuseUnauthenticated } from '../http.ts';
import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const readsOrgIdOnDeprovision: Mutant = createHandlingMutant(
  {
    id: 'reads-org-id-on-deprovision',
    title: 'A present and wrong X-Molecule-Org-Id changes the outcome of a deprovision',
    incident: 'I-05',
    operations: ['deprovisionWorkspace'],
    expects: ['tenant.routing'],
    attack: 'What a caller claims about itself weighs as much as what it can prove.',
  },
  (request, next) => {
    const named = request.headers['x-molecule-org-id'];
    const orgId = request.caller.kind === 'deprovisioner' ? request.caller.orgId : undefined;
    if (named !== undefined && named.some((id) => id !== orgId)) return refuseUnauthenticated('deprovision-pair');
    return next(request);
  },
);
