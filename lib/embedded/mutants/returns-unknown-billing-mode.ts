import { createHandlingMutant, withMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const returnsUnknownBillingMode: Mutant = createHandlingMutant(
  {
    id: 'returns-unknown-billing-mode',
    title: 'A billing mode stands outside its enum',
    operations: ['tenantGetBillingMode'],
    expects: ['body.enum'],
  },
  async (request, next) => {
    const given = await next(request);
    return given.status === 200 ? withMembers(given, { mode: 'trial' }) : given;
  },
);
