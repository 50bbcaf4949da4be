import { isInOrg } from '../authenticate.ts';
import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';
import { findOrgBySlug } from '../world.ts';

export const refusesButActs: Mutant = createHandlingMutant(
  {
    id: 'refuses-but-acts',
    title: 'An org is gone although its deletion was refused',
    operations: ['deleteOrg'],
    expects: ['auth.refusal-effect'],
    attack: 'Anybody with an account deletes any org.',
  },
  async (request, next, world) => {
    const org = findOrgBySlug(world, request.params.slug ?? '');
    const given = await next(request);
    const isStranger = org !== undefined && request.caller.kind === 'user' && !isInOrg(org, request.caller.userId);
    if (isStranger && given.status === 403) {
      await next({ ...request, caller: { kind: 'user', userId: org.ownerUserId } });
    }
    return given;
  },
);
