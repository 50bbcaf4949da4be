import { isSameSecret, readBearer } from '../authenticate.ts';
import { createAdmittingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsProvisionSecretOnAdminRoute: Mutant = createAdmittingMutant(
  {
    id: 'accepts-provision-secret-on-admin-route',
    title: 'The provision secret opens admin routes',
    incident: 'I-02',
    operations: ['adminListOrgs', 'adminTenantDiagnostics'],
    expects: ['auth.wrong-tier-accepted'],
    callers: ['deprovision-pair', 'deprovision-pair-other', 'provision-secret'],
    attack: 'Every tenant holds the provision secret; one that is taken over sees all the others.',
  },
  (request, world) => {
    const bearer = readBearer(request);
    return bearer !== undefined && isSameSecret(bearer, world.provisionSecret) ? { kind: 'cp-admin' } : undefined;
  },
);
