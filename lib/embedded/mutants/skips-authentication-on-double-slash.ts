import { createRoutingMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const skipsAuthenticationOnDoubleSlash: Mutant = createRoutingMutant(
  {
    id: 'skips-authentication-on-double-slash',
    title: 'A path with a double slash is routed and not authenticated',
    operations: ['adminListThinAmi', 'tenantListOrgTokens'],
    expects: ['auth.variant-bypass'],
    callers: ['anonymous, path-double-slash'],
    attack: 'One more slash opens the route.',
  },
  ({ method, path }) => ({ method, path: path.replaceAll(/\/{2,}/g, '/') }),
);
