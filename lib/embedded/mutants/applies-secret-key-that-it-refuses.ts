import { createHandlingMutant, withRequestMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const appliesSecretKeyThatItRefuses: Mutant = createHandlingMutant(
  {
    id: 'applies-secret-key-that-it-refuses',
    title: 'A key that looks like a secret is refused without force, and applied',
    incident: 'I-22',
    operations: ['adminUpdateWorkspaceEnv'],
    expects: ['guard.effect'],
  },
  async (request, next) => {
    const given = await next(request);
    if (given.status === 400) await next(withRequestMembers(request, { force: true }));
    return given;
  },
);
