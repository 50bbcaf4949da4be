import { readSessionCookie } from '../authenticate.ts';
import { createBypassMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsEmptySession: Mutant = createBypassMutant(
  {
    id: 'accepts-empty-session',
    title: 'A session cookie without a value opens the route',
    operations: ['listInvoices', 'listOrgs'],
    expects: ['auth.invalid-accepted'],
    callers: ['owner-session, empty'],
    attack: 'The right cookie without any session in it is enough.',
  },
  (request) => readSessionCookie(request) === '',
);
