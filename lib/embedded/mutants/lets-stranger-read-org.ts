import { findOrgBySlug } from '../world.ts';
import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const letsStrangerReadOrg: Mutant = createHandlingMutant(
  {
    id: 'lets-stranger-read-org',
    title: 'A session of a non-member reads an org',
    incident: 'I-01',
    operations: ['getOrg', 'exportOrg', 'getProvisionStatus'],
    expects: ['auth.object-level'],
    callers: ['stranger-session'],
    attack:
      'Anybody with an account reads the plan, the credits and the members of every org whose slug they can guess.',
  },
  (request, next, world) => {
    const org = findOrgBySlug(world, request.params.slug ?? '');
    return next(org === undefined ? request : { ...request, caller: { kind: 'user', userId: org.ownerUserId } });
  },
);
