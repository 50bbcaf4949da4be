import { createHandlingMutant, readMembers, withRequestMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const mergeDropsOtherKeys: Mutant = createHandlingMutant(
  {
    id: 'merge-drops-other-keys',
    title: 'Merging replaces the whole environment',
    incident: 'I-23',
    operations: ['adminUpdateWorkspaceEnv'],
    expects: ['state.update-invisible'],
  },
  // A merge of another type goes on being refused.
  (request, next) =>
    next(
      typeof (readMembers(request).merge ?? true) === 'boolean'
        ? withRequestMembers(request, { merge: false })
        : request,
    ),
);
