import { createHandlingMutant, withRequestMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const mergeDropsOtherKeys: Mutant = createHandlingMutant(
  {
    id: 'merge-drops-other-keys',
    title: 'Merging replaces the whole environment',
    incident: 'I-23',
    operations: ['adminUpdateWorkspaceEnv'],
    expects: ['state.update-invisible'],
  },
  (request, next) => next(withRequestMembers(request, { merge: false })),
);
