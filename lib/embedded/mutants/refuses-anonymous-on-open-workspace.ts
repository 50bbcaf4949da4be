import type { Mutant } from '../mutant.ts';

export const refusesAnonymousOnOpenWorkspace: Mutant = {
  id: 'refuses-anonymous-on-open-workspace',
  title: 'Reading one workspace demands some credential',
  operations: ['tenantGetWorkspace'],
  expects: ['auth.public-refused'],
  callers: ['anonymous', 'anonymous, open-wrong-cookie', 'member-session', 'owner-session', 'stranger-session'],
  apply: ({ wrapAuthentication }) =>
    wrapAuthentication((next, route) =>
      route.operationId === 'tenantGetWorkspace'
        ? (request) => (request.headers.authorization === undefined ? undefined : next(request))
        : next,
    ),
};
