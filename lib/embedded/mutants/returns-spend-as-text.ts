import { createHandlingMutant, withMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const returnsSpendAsText: Mutant = createHandlingMutant(
  {
    id: 'returns-spend-as-text',
    title: 'What a workspace has spent this month is a text',
    operations: ['tenantGetBudget'],
    expects: ['body.type'],
  },
  async (request, next) => {
    const given = await next(request);
    return given.status === 200 ? withMembers(given, { monthly_spend: 'none' }) : given;
  },
);
