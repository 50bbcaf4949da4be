import { readSessionCookie } from '../authenticate.ts';
import { createLenientMutant, withBearer } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsBearerInCookie: Mutant = createLenientMutant(
  {
    id: 'accepts-bearer-in-cookie',
    title: 'The bearer is taken from the session cookie',
    operations: ['adminListOrgs', 'tenantListOrgTemplates'],
    expects: ['auth.location-lenient'],
    callers: ['cp-admin, in-cookie', 'org-key, in-cookie'],
    attack: 'Browsers send cookies along, so any page can call in the name of whoever looks at it.',
  },
  (request) => {
    const secret = request.headers.authorization === undefined ? readSessionCookie(request) : undefined;
    return secret === undefined ? [] : [withBearer(request, secret)];
  },
);
