import { createHandlingMutant, readMembers, withRequestMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const clearsBudgetOnEmptyBody: Mutant = createHandlingMutant(
  {
    id: 'clears-budget-on-empty-body',
    title: 'An empty object takes all budget limits away',
    incident: 'I-35',
    operations: ['tenantPatchBudget'],
    expects: ['request.required-unenforced'],
    attack: 'A client with a bug lets a workspace spend without end.',
  },
  (request, next) => {
    const nothing = { hourly: null, daily: null, weekly: null, monthly: null };
    const isEmpty = Object.keys(readMembers(request)).length === 0;
    return next(isEmpty ? withRequestMembers(request, { budget_limits: nothing }) : request);
  },
);
