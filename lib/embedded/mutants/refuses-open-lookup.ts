import type { Mutant } from '../mutant.ts';

export const refusesOpenLookup: Mutant = {
  id: 'refuses-open-lookup',
  title: 'The open instance lookup demands a session',
  operations: ['getOrgInstance'],
  expects: ['auth.public-refused'],
  callers: [
    'anonymous',
    'anonymous, open-empty-bearer',
    'anonymous, open-two-headers',
    'anonymous, open-unknown-scheme',
    'anonymous, open-wrong-cookie',
    'cp-admin',
    'deprovision-pair',
    'deprovision-pair-other',
    'garbage-bearer',
    'org-key',
    'other-org-key',
    'other-workspace-token',
    'provision-secret',
    'tenant-admin-token',
    'workspace-token',
  ],
  apply: ({ changeRoutes }) =>
    changeRoutes((routes) =>
      routes.map((route) => (route.operationId === 'getOrgInstance' ? { ...route, access: 'session' } : route)),
    ),
};
