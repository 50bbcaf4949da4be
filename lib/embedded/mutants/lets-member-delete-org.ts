import { findOrgBySlug } from '../world.ts';
import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const letsMemberDeleteOrg: Mutant = createHandlingMutant(
  {
    id: 'lets-member-delete-org',
    title: 'A member who is not the owner deletes the org',
    operations: ['deleteOrg'],
    expects: ['guard.skipped'],
    undetectable: 'It shows only where a member of an org tries to delete it, and a run makes no org that has members.',
    attack: 'Every colleague can delete the org.',
  },
  (request, next, world) => {
    const org = findOrgBySlug(world, request.params.slug ?? '');
    const isMember = request.caller.kind === 'user' && org?.memberUserIds.includes(request.caller.userId);
    return next(
      org !== undefined && isMember === true
        ? { ...request, caller: { kind: 'user', userId: org.ownerUserId } }
        : request,
    );
  },
);
