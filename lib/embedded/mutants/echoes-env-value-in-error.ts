import { createHandlingMutant, readMembers, withMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const echoesEnvValueInError: Mutant = createHandlingMutant(
  {
    id: 'echoes-env-value-in-error',
    title: 'A refused environment value comes back in the error text',
    incident: 'I-24',
    operations: ['adminUpdateWorkspaceEnv'],
    expects: ['secret.returned'],
    attack: 'Secrets end up in the logs of whoever logs errors.',
  },
  async (request, next) => {
    const given = await next(request);
    const { env } = readMembers(request);
    return given.status === 200 ? given : withMembers(given, { error: `cannot apply ${JSON.stringify(env ?? {})}` });
  },
);
