import { createBypassMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const edgeSkipsAuthentication: Mutant = createBypassMutant(
  {
    id: 'edge-skips-authentication',
    title: 'What the edge proxy passes on is taken for authenticated',
    operations: ['tenantListOrgTemplates', 'tenantListTemplates'],
    expects: ['auth.variant-bypass'],
    callers: ['anonymous, door-edge-anonymous'],
    attack: "Through the control plane's host everybody reads every tenant.",
  },
  ({ viaEdge }) => viaEdge === true,
);
