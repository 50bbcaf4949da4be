import { createHandlingMutant, readMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const storesLimitBeforeRefusing: Mutant = createHandlingMutant(
  {
    id: 'stores-limit-before-refusing',
    title: 'Of two limits that exclude one another the first is stored before the request is refused',
    operations: ['tenantPatchBudget'],
    expects: ['state.refused-write-effect'],
  },
  async (request, next) => {
    const given = await next(request);
    const { budget_limit } = readMembers(request);
    if (given.status === 400 && budget_limit !== undefined)
      await next({ ...request, body: { kind: 'json', value: { budget_limit } } });
    return given;
  },
);
