import { createPeekingMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';
import { isJsonObject } from '../../core/json.ts';

export const refusesWithTheData: Mutant = createPeekingMutant(
  {
    id: 'refuses-with-the-data',
    title: 'A refusal has the protected answer in it',
    operations: ['getOrg', 'adminListThinAmi', 'tenantListTemplates'],
    expects: ['auth.refusal-leaks'],
    attack: 'Only the status is refused; everybody reads the data.',
  },
  (refusal, told) => ({
    ...refusal,
    body: {
      ...(isJsonObject(refusal.body) ? refusal.body : {}),
      ...(isJsonObject(told.body) ? told.body : { data: told.body ?? null }),
    },
  }),
);
