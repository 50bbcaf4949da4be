import { createLenientMutant, rereadAuthorization } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsTwoBlanks: Mutant = createLenientMutant(
  {
    id: 'accepts-two-blanks',
    title: 'Two blanks may stand before the bearer',
    operations: ['tenantListOrgTokens', 'getProvisionWorkspaceStatus'],
    expects: ['auth.location-lenient'],
    callers: ['org-key, two-blanks', 'provision-secret, two-blanks'],
    attack: 'Gateway and service disagree about what the credential is.',
  },
  (request) => rereadAuthorization(request, /^Bearer {2}([\x21-\x7e]+)$/),
);
