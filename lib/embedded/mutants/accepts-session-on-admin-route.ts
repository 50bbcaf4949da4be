import { readSessionCookie } from '../authenticate.ts';
import { createBypassMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsSessionOnAdminRoute: Mutant = createBypassMutant(
  {
    id: 'accepts-session-on-admin-route',
    title: 'A session opens routes of the operator',
    operations: ['adminListOrgs', 'adminListOrgWorkspaces'],
    expects: ['auth.wrong-tier-accepted'],
    callers: ['member-session', 'owner-session', 'stranger-session'],
    attack: 'Everybody with an account is the operator.',
  },
  (request, { sessions }) => {
    const session = readSessionCookie(request);
    return request.headers.authorization === undefined && session !== undefined && sessions.has(session);
  },
);
