import type { Mutant } from '../mutant.ts';

export const refusesSessionOnWorkspaceList: Mutant = {
  id: 'refuses-session-on-workspace-list',
  title: 'The list of workspaces is refused to a session, the second credential that opens it',
  operations: ['tenantListWorkspaces'],
  expects: ['auth.or-branch-refused'],
  callers: ['member-session', 'owner-session'],
  apply: ({ wrapAuthentication }) =>
    wrapAuthentication((next, route) =>
      route.operationId === 'tenantListWorkspaces'
        ? (request) => {
            const caller = next(request);
            return caller?.kind === 'user' ? undefined : caller;
          }
        : next,
    ),
};
