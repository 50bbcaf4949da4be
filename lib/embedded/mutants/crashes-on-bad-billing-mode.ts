import { refuse } from '../http.ts';
import { createHandlingMutant, readMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const crashesOnBadBillingMode: Mutant = createHandlingMutant(
  {
    id: 'crashes-on-bad-billing-mode',
    title: 'A billing mode outside its enum ends in a 500',
    incident: 'I-29',
    operations: ['adminPutWorkspaceBillingMode'],
    expects: ['request.invalid-crashes'],
  },
  async (request, next) => {
    const given = await next(request);
    return given.status === 400 && 'mode' in readMembers(request) ? refuse(500, 'internal error') : given;
  },
);
