import { EVERY_OPERATION } from '../every-operation.ts';
import type { Mutant } from '../mutant.ts';
import { rightfulCaller } from '../rightful-caller.ts';

export const acceptsAnyCredentialEverywhere: Mutant = {
  id: 'accepts-any-credential-everywhere',
  title: 'Every gate is open, to every credential and to none',
  operations: EVERY_OPERATION,
  expects: ['auth.anonymous-accepted'],
  callers: ['anonymous'],
  also: [
    {
      rule: 'auth.revoked-accepted',
      operation: 'tenantRevokeOrgToken',
      why: 'A revoked key is let in as everybody is.',
    },
    {
      rule: 'guard.skipped',
      operation: 'createOrg',
      why: 'A person without terms or credit is taken for the owner, who has both.',
    },
  ],
  unseen: [
    { rule: 'auth.anonymous-accepted', operation: 'getOrgInstance', why: 'It is open by contract.' },
    { rule: 'auth.anonymous-accepted', operation: 'tenantGetWorkspace', why: 'It is open by contract.' },
  ],
  attack: 'Everybody on the network does everything.',
  apply: ({ world, wrapAuthentication }) =>
    wrapAuthentication((next, route) => (request) => {
      const caller = next(request);
      const rightful = rightfulCaller(world, route.access, request);
      // Where no org is named a person is whoever they are: their own orgs and invoices.
      const isOwn = caller?.kind === 'user' && request.params.slug === undefined && request.body.kind === 'absent';
      return isOwn ? caller : rightful;
    }),
};
