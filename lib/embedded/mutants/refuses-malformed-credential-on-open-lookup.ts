import type { Mutant } from '../mutant.ts';

export const refusesMalformedCredentialOnOpenLookup: Mutant = {
  id: 'refuses-malformed-credential-on-open-lookup',
  title: 'The open instance lookup is refused to an empty bearer',
  operations: ['getOrgInstance'],
  expects: ['auth.public-refused'],
  callers: ['anonymous, open-empty-bearer'],
  apply: ({ wrapAuthentication }) =>
    wrapAuthentication((next, route) =>
      route.operationId === 'getOrgInstance'
        ? (request) => (request.headers.authorization?.[0]?.trim() === 'Bearer' ? undefined : next(request))
        : next,
    ),
};
