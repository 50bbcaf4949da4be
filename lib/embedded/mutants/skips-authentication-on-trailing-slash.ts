import { createRoutingMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const skipsAuthenticationOnTrailingSlash: Mutant = createRoutingMutant(
  {
    id: 'skips-authentication-on-trailing-slash',
    title: 'A path with a slash at its end is routed and not authenticated',
    operations: ['tenantListTemplates', 'listOrgs'],
    expects: ['auth.variant-bypass'],
    callers: ['anonymous, path-trailing-slash'],
    attack: 'One more slash opens the route.',
  },
  ({ method, path }) => ({ method, path: path.replace(/\/$/, '') }),
);
