import type { Mutant } from '../mutant.ts';

export const refusesOrgKeyOnTemplates: Mutant = {
  id: 'refuses-org-key-on-templates',
  title: 'The list of templates is refused to an org key',
  operations: ['tenantListTemplates'],
  expects: ['auth.valid-refused'],
  callers: ['org-key'],
  apply: ({ wrapAuthentication }) =>
    wrapAuthentication((next, route) =>
      route.operationId === 'tenantListTemplates'
        ? (request) => {
            const caller = next(request);
            return caller?.kind === 'org-key' ? undefined : caller;
          }
        : next,
    ),
};
