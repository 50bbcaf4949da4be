import type { Mutant } from '../mutant.ts';

export const dropsExportRoute: Mutant = {
  id: 'drops-export-route',
  title: 'The export of an org is no longer routed',
  incident: 'I-36',
  operations: ['exportOrg'],
  expects: ['surface.operation-missing'],
  apply: ({ changeRoutes }) =>
    changeRoutes((routes) => routes.filter(({ operationId }) => operationId !== 'exportOrg')),
};
