import { answer } from '../http.ts';
import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const redirectsToAnotherHost: Mutant = createHandlingMutant(
  {
    id: 'redirects-to-another-host',
    title: 'Invoices are answered with a redirect to another host',
    incident: 'I-33',
    operations: ['listInvoices'],
    expects: ['surface.redirected'],
    attack: 'A client that follows takes its credential along.',
  },
  () => answer(302, undefined, { Location: 'https://accounts.example.com/login' }),
);
