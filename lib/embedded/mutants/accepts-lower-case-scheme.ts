import { createLenientMutant, rereadAuthorization } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsLowerCaseScheme: Mutant = createLenientMutant(
  {
    id: 'accepts-lower-case-scheme',
    title: 'The scheme may be written in lower case',
    operations: ['adminListOrgWorkspaces', 'tenantListWorkspaces'],
    expects: ['auth.location-lenient'],
    callers: ['cp-admin, lower-case-scheme', 'org-key, lower-case-scheme'],
    attack: 'A gateway that looks for Bearer does not see the credential that the service takes.',
  },
  (request) => rereadAuthorization(request, /^bearer ([\x21-\x7e]+)$/),
);
