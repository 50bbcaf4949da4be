import { createHandlingMutant, readMembers, withRequestMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const appliesSecretKeyWithoutForce: Mutant = createHandlingMutant(
  {
    id: 'applies-secret-key-without-force',
    title: 'A key that looks like a secret is applied without force',
    incident: 'I-22',
    operations: ['adminUpdateWorkspaceEnv'],
    expects: ['guard.skipped'],
    also: [
      {
        rule: 'guard.effect',
        operation: 'adminUpdateWorkspaceEnv',
        why: 'The key that should have been refused is among the keys afterwards.',
      },
    ],
  },
  // A force of another type goes on being refused.
  (request, next) =>
    next(
      typeof (readMembers(request).force ?? false) === 'boolean'
        ? withRequestMembers(request, { force: true })
        : request,
    ),
);
