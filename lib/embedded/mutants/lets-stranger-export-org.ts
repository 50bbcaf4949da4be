import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';
import { findOrgBySlug } from '../world.ts';

export const letsStrangerExportOrg: Mutant = createHandlingMutant(
  {
    id: 'lets-stranger-export-org',
    title: 'A session of a non-member exports an org',
    operations: ['exportOrg'],
    expects: ['auth.object-level'],
    callers: ['stranger-session'],
    attack: 'Anybody with an account downloads the members and the machines of every org whose slug they can guess.',
  },
  (request, next, world) => {
    const org = findOrgBySlug(world, request.params.slug ?? '');
    return next(org === undefined ? request : { ...request, caller: { kind: 'user', userId: org.ownerUserId } });
  },
);
