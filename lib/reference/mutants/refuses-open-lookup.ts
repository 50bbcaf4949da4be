import type { Mutant } from '../mutant.ts';

export const refusesOpenLookup: Mutant = {
  id: 'refuses-open-lookup',
  title: 'The open instance lookup demands a session',
  operations: ['getOrgInstance'],
  expects: ['auth.public-refused'],
  apply: ({ changeRoutes }) =>
    changeRoutes((routes) =>
      routes.map((route) => (route.operationId === 'getOrgInstance' ? { ...route, access: 'session' } : route)),
    ),
};
