import { createLenientMutant } from '../gate-mutant-factories.ts';
import type { UnauthenticatedRequest } from '../http.ts';
import type { Mutant } from '../mutant.ts';

function withOnly(request: UnauthenticatedRequest, authorization: string): UnauthenticatedRequest {
  return { ...request, headers: { ...request.headers, authorization: [authorization] } };
}

export const acceptsAnyOfTwoAuthorizations: Mutant = createLenientMutant(
  {
    id: 'accepts-any-of-two-authorizations',
    title: 'One of two Authorization headers is enough',
    operations: ['adminTenantDiagnostics', 'tenantListTemplates'],
    expects: ['auth.invalid-accepted'],
    callers: [
      'cp-admin, two-headers-right-first',
      'cp-admin, two-headers-wrong-first',
      'org-key, two-headers-right-first',
      'org-key, two-headers-wrong-first',
    ],
    attack: 'Gateway and service read different credentials from one request.',
  },
  (request) => {
    const values = request.headers.authorization ?? [];
    return values.length < 2 ? [] : values.map((value) => withOnly(request, value));
  },
);
