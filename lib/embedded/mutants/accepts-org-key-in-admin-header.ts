import { readOnlyValue } from '../authenticate.ts';
import { withBearer } from '../gate-mutant-factories.ts';
import type { Authenticate, Caller, UnauthenticatedRequest } from '../http.ts';
import type { Mutant } from '../mutant.ts';

const OPERATIONS = ['tenantListTemplates', 'tenantListGlobalSecrets'];

function findOrgKey(request: UnauthenticatedRequest, next: Authenticate): Caller | undefined {
  const key = readOnlyValue(request, 'x-molecule-admin-token');
  const caller = key === undefined ? undefined : next(withBearer(request, key));
  return caller?.kind === 'org-key' ? caller : undefined;
}

export const acceptsOrgKeyInAdminHeader: Mutant = {
  id: 'accepts-org-key-in-admin-header',
  title: 'An org key is taken from the header of the admin token',
  operations: ['tenantListTemplates', 'tenantListGlobalSecrets'],
  expects: ['auth.location-lenient'],
  callers: ['org-key, in-x-molecule-admin-token'],
  attack: 'The key works from a header that nobody redacts or strips.',
  apply: ({ wrapAuthentication }) =>
    wrapAuthentication((next, route) =>
      OPERATIONS.includes(route.operationId) ? (request) => next(request) ?? findOrgKey(request, next) : next,
    ),
};
