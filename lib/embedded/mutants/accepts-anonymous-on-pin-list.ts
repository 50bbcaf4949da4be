import { createAdmittingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsAnonymousOnPinList: Mutant = createAdmittingMutant(
  {
    id: 'accepts-anonymous-on-pin-list',
    title: 'A list of pins is answered without a credential',
    operations: ['adminListThinAmi'],
    expects: ['auth.anonymous-accepted'],
    callers: ['anonymous'],
    attack: 'The images that tenants run on can be read by everybody.',
  },
  () => ({ kind: 'cp-admin' }),
);
