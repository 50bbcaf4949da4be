import { createRoutingMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const skipsAuthenticationOnOtherCase: Mutant = createRoutingMutant(
  {
    id: 'skips-authentication-on-other-case',
    title: 'A path in capitals is routed and not authenticated',
    operations: ['adminListRuntimeImage', 'tenantListGlobalSecrets'],
    expects: ['auth.variant-bypass'],
    callers: ['anonymous, path-other-case'],
    attack: 'A capital letter opens the route.',
  },
  ({ method, path }) => ({ method, path: path.toLowerCase() }),
);
