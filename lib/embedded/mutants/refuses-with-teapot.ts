import { createAnsweringMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const refusesWithTeapot: Mutant = createAnsweringMutant(
  {
    id: 'refuses-with-teapot',
    title: 'A missing credential is answered with 418',
    operations: ['listInvoices', 'adminListOrgs'],
    expects: ['auth.refusal-status'],
  },
  (given) => (given.status === 401 ? { ...given, status: 418 } : given),
);
