import { createHandlingMutant, withMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const returnsPasswordHashInWorkspace: Mutant = createHandlingMutant(
  {
    id: 'returns-password-hash-in-workspace',
    title: 'A workspace comes with a password hash that nobody declared',
    operations: ['tenantGetWorkspace'],
    expects: ['body.undeclared-sensitive'],
    attack: 'Anybody who knows an id can start guessing the password.',
  },
  async (request, next) => {
    const given = await next(request);
    const hash = '$2b$12$GhvMmNVjRW29ulnudl.LbuAnUtN/LRfe1JsBm1Xu6LE3059z5Tr8m';
    return given.status === 200 ? withMembers(given, { password_hash: hash }) : given;
  },
);
