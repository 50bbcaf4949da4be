import { createAnsweringMutant, withoutHeader } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const omitsNosniff: Mutant = createAnsweringMutant(
  {
    id: 'omits-nosniff',
    title: 'Answers may be taken for another media type',
    operations: ['getOrg', 'tenantListTemplates'],
    expects: ['header.security'],
    attack: 'A browser runs as a page what was sent as data.',
  },
  (given) => withoutHeader(given, 'X-Content-Type-Options'),
);
