import { readBearer } from '../authenticate.ts';
import { createLenientMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsSessionAsBearer: Mutant = createLenientMutant(
  {
    id: 'accepts-session-as-bearer',
    title: 'A session is taken from the Authorization header',
    operations: ['listOrgs', 'listInvoices'],
    expects: ['auth.location-lenient'],
    callers: ['owner-session, in-authorization'],
    attack: 'Scripts that steal a session can use it without a browser.',
  },
  (request) => {
    const session = readBearer(request);
    return session === undefined ? [] : [{ ...request, headers: { cookie: [`mcp_session=${session}`] } }];
  },
);
