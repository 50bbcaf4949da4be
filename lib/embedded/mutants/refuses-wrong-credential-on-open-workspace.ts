import { authenticate } from '../authenticate.ts';
import type { Mutant } from '../mutant.ts';

export const refusesWrongCredentialOnOpenWorkspace: Mutant = {
  id: 'refuses-wrong-credential-on-open-workspace',
  title: 'Reading one workspace is refused to a wrong credential, though not to none',
  operations: ['tenantGetWorkspace'],
  expects: ['auth.public-refused'],
  callers: [
    'anonymous, open-empty-bearer',
    'anonymous, open-two-headers',
    'anonymous, open-unknown-scheme',
    'cp-admin',
    'deprovision-pair',
    'deprovision-pair-other',
    'garbage-bearer',
    'other-org-key',
    'other-workspace-token',
    'provision-secret',
  ],
  apply: ({ wrapAuthentication, world }) =>
    wrapAuthentication((next, route) =>
      route.operationId === 'tenantGetWorkspace'
        ? (request) =>
            request.headers.authorization === undefined
              ? next(request)
              : authenticate(world, 'tenant-admin-or-workspace', request)
        : next,
    ),
};
