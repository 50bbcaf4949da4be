import { createBypassMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const mirrorSkipsAuthentication: Mutant = createBypassMutant(
  {
    id: 'mirror-skips-authentication',
    title: 'The deprecated mirror asks nobody for a credential',
    operations: ['listOrgs', 'adminListOrgs'],
    expects: ['auth.variant-bypass'],
    callers: ['anonymous, door-mirror-anonymous'],
    attack: 'The older address of an operation opens it to everybody.',
  },
  ({ path }) => path.startsWith('/cp/'),
);
