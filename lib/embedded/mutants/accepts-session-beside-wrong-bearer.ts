import { readBearer, readSessionCookie } from '../authenticate.ts';
import { createBypassMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsSessionBesideWrongBearer: Mutant = createBypassMutant(
  {
    id: 'accepts-session-beside-wrong-bearer',
    title: 'A session helps a made-up bearer through',
    operations: ['adminListOrgWorkspaces', 'adminTenantDiagnostics'],
    expects: ['auth.wrong-tier-accepted'],
    callers: ['cp-admin, session-beside-wrong-bearer'],
    attack: 'Everybody who can sign in is the operator.',
  },
  (request, { sessions }) => {
    const session = readSessionCookie(request);
    return readBearer(request) !== undefined && session !== undefined && sessions.has(session);
  },
);
