import { createLenientMutant, rereadAuthorization } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsDoubledCredential: Mutant = createLenientMutant(
  {
    id: 'accepts-doubled-credential',
    title: 'A credential that is written twice is accepted',
    operations: ['tenantListOrgTemplates', 'getProvisionWorkspaceStatus'],
    expects: ['auth.invalid-accepted'],
    callers: ['org-key, doubled', 'provision-secret, doubled'],
    attack: 'A credential that is merely contained in what is sent counts.',
  },
  (request) => rereadAuthorization(request, /^Bearer ([\x21-\x7e]+)\1$/),
);
