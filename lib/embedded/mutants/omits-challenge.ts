import { createAnsweringMutant, withoutHeader } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const omitsChallenge: Mutant = createAnsweringMutant(
  {
    id: 'omits-challenge',
    title: 'A 401 does not say which credential is wanted',
    operations: ['listInvoices', 'adminListThinAmi', 'tenantListTemplates'],
    expects: ['header.www-authenticate'],
  },
  (given) => withoutHeader(given, 'WWW-Authenticate'),
);
