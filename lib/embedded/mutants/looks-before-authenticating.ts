import { createPeekingMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const looksBeforeAuthenticating: Mutant = createPeekingMutant(
  {
    id: 'looks-before-authenticating',
    title: 'What does not exist is missing before anybody is asked for a credential',
    operations: ['getOrg', 'tenantGetBudget', 'tenantExportBundle'],
    expects: ['auth.check-order'],
    callers: ['anonymous, order-unknown-thing'],
    attack: 'Strangers find out which orgs and workspaces there are.',
  },
  (refusal, told) => (told.status === 404 ? told : refusal),
);
