import { createHandlingMutant, readMembers, withRequestMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const ignoresForce: Mutant = createHandlingMutant(
  {
    id: 'ignores-force',
    title: 'A key that looks like a secret is refused with force too',
    operations: ['adminUpdateWorkspaceEnv'],
    expects: ['guard.overreach'],
  },
  (request, next) =>
    next(readMembers(request).force === true ? withRequestMembers(request, { force: false }) : request),
);
