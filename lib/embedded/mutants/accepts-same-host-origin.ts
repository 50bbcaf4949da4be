import { createBypassMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsSameHostOrigin: Mutant = createBypassMutant(
  {
    id: 'accepts-same-host-origin',
    title: 'An Origin of the same host stands in for a credential',
    operations: ['tenantListTemplates', 'adminListThinAmi'],
    expects: ['auth.variant-bypass'],
    callers: ['anonymous, header-origin', 'anonymous, header-origin-and-referer'],
    attack: 'One header that anybody can write opens the route.',
  },
  ({ headers }) => {
    const origin = headers.origin?.[0];
    const host = headers.host?.[0];
    return origin !== undefined && host !== undefined && origin.replace(/^https?:\/\//, '') === host;
  },
);
