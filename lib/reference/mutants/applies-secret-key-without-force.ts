import { createHandlingMutant, withRequestMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const appliesSecretKeyWithoutForce: Mutant = createHandlingMutant(
  {
    id: 'applies-secret-key-without-force',
    title: 'A key that looks like a secret is applied without force',
    incident: 'I-22',
    operations: ['adminUpdateWorkspaceEnv'],
    expects: ['guard.skipped'],
  },
  (request, next) => next(withRequestMembers(request, { force: true })),
);
