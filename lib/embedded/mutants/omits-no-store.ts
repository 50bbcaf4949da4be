import { createAnsweringMutant, withoutHeader } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const omitsNoStore: Mutant = createAnsweringMutant(
  {
    id: 'omits-no-store',
    title: 'Answers with a minted secret may be kept by caches',
    operations: ['adminGetTenantToken', 'tenantCreateOrgToken'],
    expects: ['header.cache-control'],
    attack: 'A proxy or a browser keeps the key for whoever asks next.',
  },
  (given) => withoutHeader(given, 'Cache-Control'),
);
