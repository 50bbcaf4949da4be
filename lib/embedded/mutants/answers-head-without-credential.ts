import { createRoutingMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const answersHeadWithoutCredential: Mutant = createRoutingMutant(
  {
    id: 'answers-head-without-credential',
    title: 'HEAD is answered like GET, to anybody',
    operations: ['listInvoices', 'tenantListWorkspaces'],
    expects: ['auth.variant-bypass'],
    callers: ['anonymous, method-head'],
    attack: 'Sizes and headers of protected answers are there for everybody.',
  },
  ({ method, path }) => ({ method: method === 'HEAD' ? 'GET' : method, path }),
);
