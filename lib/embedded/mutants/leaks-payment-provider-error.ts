import { createHandlingMutant, withMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

const RAW_ERROR =
  'stripe: card_declined {"type":"card_error","request_id":"req_8fV0Qm2LxTn","doc_url":"https://stripe.com/docs"} ' +
  'at charge (/srv/app/billing/charge.go:118)';

export const leaksPaymentProviderError: Mutant = createHandlingMutant(
  {
    id: 'leaks-payment-provider-error',
    title: "The payment provider's raw error is passed on",
    incident: 'I-32',
    operations: ['createOrg'],
    expects: ['ops.error-leak'],
  },
  async (request, next) => {
    const given = await next(request);
    return given.status === 402 ? withMembers(given, { error: RAW_ERROR }) : given;
  },
);
