import { createHandlingMutant, withRequestMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const provisionsWithoutPin: Mutant = createHandlingMutant(
  {
    id: 'provisions-without-pin',
    title: 'A runtime without a pin starts another image',
    incident: 'I-25',
    operations: ['provisionWorkspace'],
    expects: ['guard.skipped'],
  },
  async (request, next) => {
    const given = await next(request);
    return given.status === 422 ? next(withRequestMembers(request, { runtime: 'langgraph' })) : given;
  },
);
