import { answer } from '../http.ts';
import { createAnsweringMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const refusesWithRedirect: Mutant = createAnsweringMutant(
  {
    id: 'refuses-with-redirect',
    title: 'A refusal is a redirect to a login page',
    operations: ['listOrgs', 'tenantListGlobalSecrets'],
    expects: ['auth.refusal-redirect'],
    attack: 'A client that follows takes the login page for the answer.',
  },
  (given) => (given.status === 401 ? answer(302, undefined, { ...given.headers, Location: '/login' }) : given),
);
