import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';
import { findOrgBySlug } from '../world.ts';

export const showsProvisioningToStrangers: Mutant = createHandlingMutant(
  {
    id: 'shows-provisioning-to-strangers',
    title: 'A session of a non-member watches an org come up',
    operations: ['getProvisionStatus'],
    expects: ['auth.object-level'],
    callers: ['stranger-session'],
    attack: 'Anybody with an account learns which orgs there are and where they run.',
  },
  (request, next, world) => {
    const org = findOrgBySlug(world, request.params.slug ?? '');
    return next(org === undefined ? request : { ...request, caller: { kind: 'user', userId: org.ownerUserId } });
  },
);
