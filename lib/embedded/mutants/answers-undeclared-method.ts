import type { Mutant } from '../mutant.ts';

export const answersUndeclaredMethod: Mutant = {
  id: 'answers-undeclared-method',
  title: 'PUT on an org answers like GET',
  incident: 'I-39',
  operations: ['getOrg'],
  expects: ['surface.method-undocumented'],
  apply: ({ changeRoutes }) =>
    changeRoutes((routes) => [
      ...routes,
      ...routes.filter(({ operationId }) => operationId === 'getOrg').map((route) => ({ ...route, method: 'PUT' })),
    ]),
};
