import { createLenientMutant, rereadAuthorization } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsCredentialWithoutScheme: Mutant = createLenientMutant(
  {
    id: 'accepts-credential-without-scheme',
    title: 'The bearer is taken without any scheme before it',
    operations: ['adminListRuntimeImage', 'tenantListGlobalSecrets'],
    expects: ['auth.location-lenient'],
    callers: ['cp-admin, without-scheme', 'org-key, without-scheme'],
    attack: 'Redaction that looks for Bearer lets the credential into the logs.',
  },
  (request) => rereadAuthorization(request, /^([\x21-\x7e]+)$/),
);
