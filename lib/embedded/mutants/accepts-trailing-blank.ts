import { createLenientMutant, rereadAuthorization } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsTrailingBlank: Mutant = createLenientMutant(
  {
    id: 'accepts-trailing-blank',
    title: 'An encoded blank behind a credential is cut off',
    operations: ['adminTenantDiagnostics', 'tenantListOrgTokens'],
    expects: ['auth.invalid-accepted'],
    callers: ['cp-admin, trailing-blank', 'org-key, trailing-blank'],
    attack: 'Gateway and service disagree about what the credential is.',
  },
  (request) => rereadAuthorization(request, /^Bearer ([\x21-\x7e]+?)%20$/),
);
