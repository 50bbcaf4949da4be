import { isJsonObject, type JsonValue } from '../../core/json.ts';
import { isInOrg } from '../authenticate.ts';
import {
  answer,
  callingUserId,
  refuseUnauthenticated,
  type ApiAnswer,
  type ApiRequest,
  type Handler,
  type Route,
} from '../http.ts';
import { findOrgBySlug, type ControlPlaneWorld, type Invoice } from '../world.ts';
import { showInstant } from './org-record.ts';

/** The operations of `cp-billing`. They lead to pages of the payment provider; nothing is charged here. */
export function createBillingRoutes(world: ControlPlaneWorld): readonly Route[] {
  const route = (operationId: string, method: string, name: string, handle: Handler): Route => {
    return { operationId, service: 'cp', method, path: `/api/v1/billing/${name}`, access: 'session', handle };
  };
  return [
    route('listInvoices', 'GET', 'invoices', (request) => listInvoices(world, request)),
    route('billingCheckout', 'POST', 'checkout', (request) => openPage(world, request, 'checkout')),
    route('billingPortal', 'POST', 'portal', (request) => openPage(world, request, 'portal')),
    route('billingTopup', 'POST', 'topup', (request) => openPage(world, request, 'topup')),
  ];
}

function listInvoices(world: ControlPlaneWorld, request: ApiRequest): ApiAnswer {
  return answer(200, (world.invoices.get(callingUserId(request)) ?? []).map(showInvoice));
}

function showInvoice(invoice: Invoice): JsonValue {
  const page = `https://billing.example.com/invoices/${invoice.id}`;
  return {
    id: invoice.id,
    number: invoice.number,
    status: invoice.status,
    amount_due: invoice.amountDueCents,
    currency: 'usd',
    created: showInstant(invoice.createdAtMs),
    hosted_invoice_url: page,
    invoice_pdf: `${page}.pdf`,
  };
}

/** Opens a page of the payment provider. Naming an org of somebody else is a 401, the only refusal declared. A malformed body names no org. */
function openPage(world: ControlPlaneWorld, request: ApiRequest, page: string): ApiAnswer {
  const named = nameOrg(request);
  const org = named === undefined ? undefined : findOrgBySlug(world, named);
  if (named !== undefined && (org === undefined || !isInOrg(org, callingUserId(request)))) {
    return refuseUnauthenticated('session');
  }
  return answer(200, { url: `https://billing.example.com/${page}/${world.uuid()}` });
}

function nameOrg(request: ApiRequest): string | undefined {
  if (request.body.kind !== 'json' || !isJsonObject(request.body.value)) return undefined;
  const slug = request.body.value.org_slug;
  return typeof slug === 'string' ? slug : undefined;
}
