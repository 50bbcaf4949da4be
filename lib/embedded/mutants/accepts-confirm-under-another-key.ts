import { createHandlingMutant, readMembers, withRequestMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsConfirmUnderAnotherKey: Mutant = createHandlingMutant(
  {
    id: 'accepts-confirm-under-another-key',
    title: 'A tenant is torn down when the slug stands under any key',
    incident: 'I-18',
    operations: ['adminDeleteTenant', 'adminScrubTenantArtifacts'],
    expects: ['guard.skipped', 'guard.effect'],
    unseen: [
      {
        rule: 'guard.effect',
        operation: 'adminScrubTenantArtifacts',
        why: 'No call shows what scrubbing has taken away.',
      },
    ],
    attack: 'A body meant for another call deletes a tenant.',
  },
  (request, next) => {
    const { slug } = request.params;
    const isSomewhere = Object.values(readMembers(request)).includes(slug);
    return next(isSomewhere ? withRequestMembers(request, { confirm: slug }) : request);
  },
);
