import { isSameSecret } from '../authenticate.ts';
import { createAdmittingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsTokenInQuery: Mutant = createAdmittingMutant(
  {
    id: 'accepts-token-in-query',
    title: 'The operator bearer is taken from the query string',
    operations: ['adminListOrgs'],
    expects: ['auth.location-lenient'],
    callers: ['cp-admin, in-query'],
    attack: 'The token ends up in access logs and browser histories.',
  },
  (request, world) => {
    const token = request.query.get('access_token');
    return token !== null && isSameSecret(token, world.cpAdminBearer) ? { kind: 'cp-admin' } : undefined;
  },
);
