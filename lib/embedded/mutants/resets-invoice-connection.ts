import { createAnsweringMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const resetsInvoiceConnection: Mutant = createAnsweringMutant(
  {
    id: 'resets-invoice-connection',
    title: 'The connection is reset in place of the invoices',
    operations: ['listInvoices'],
    expects: ['surface.no-answer'],
  },
  (given) => (given.status === 200 ? { ...given, raw: { bytes: Buffer.alloc(0), then: 'reset' } } : given),
);
