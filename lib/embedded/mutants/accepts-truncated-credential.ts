import { readBearer } from '../authenticate.ts';
import { createLenientMutant, withBearer } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

const LAST_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export const acceptsTruncatedCredential: Mutant = createLenientMutant(
  {
    id: 'accepts-truncated-credential',
    title: 'A credential without its last character is accepted',
    operations: ['adminListOrgs', 'tenantListGlobalSecrets'],
    expects: ['auth.invalid-accepted'],
    callers: ['cp-admin, truncated', 'org-key, truncated'],
    attack: 'Whoever has seen a part of a credential guesses the rest.',
  },
  (request) => {
    const bearer = readBearer(request);
    return bearer === undefined ? [] : [...LAST_CHARACTERS].map((last) => withBearer(request, `${bearer}${last}`));
  },
);
