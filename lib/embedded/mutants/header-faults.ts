import type { ApiAnswer } from '../http.ts';
import type { Mutant } from '../mutant.ts';
import { withHeaders } from '../service.ts';
import { createFinishingMutant, withoutHeader } from './mutant-factories.ts';

/** Faults of headers: who may read and keep an answer, and what they say of the answer and the operation. */
export const headerFaults: readonly Mutant[] = [
  {
    id: 'allows-every-origin-with-credentials',
    title: 'Whatever origin calls is allowed to, with the credentials of its visitors',
    operations: ['listOrgs', 'tenantListWorkspaces'],
    expects: ['header.cors'],
    attack: 'A page that somebody opens who is signed in reads all their orgs.',
    apply: ({ wrapService }) =>
      wrapService((next) => async (incoming, service) => {
        const { origin, ...headers } = incoming.headers;
        const given = await next({ ...incoming, headers }, service);
        return origin?.[0] === undefined ? given : allowing(given, origin[0]);
      }),
  },
  createFinishingMutant(
    {
      id: 'allows-star-with-credentials',
      title: 'Every answer allows all origins and credentials, whoever asks',
      operations: ['getOrgInstance'],
      expects: ['header.cors'],
    },
    (given) => allowing(given, '*'),
  ),
  createFinishingMutant(
    {
      id: 'calls-gone-what-it-answers',
      title: 'The list of image pins says that it was to be gone years ago',
      operations: ['adminListThinAmi'],
      expects: ['surface.past-sunset-alive'],
    },
    (given) => withHeaders(given, { Sunset: 'Fri, 31 Dec 2021 23:59:59 GMT' }),
  ),
  createFinishingMutant(
    {
      id: 'calls-stable-operation-deprecated',
      title: 'Operations that are to stay are said to be deprecated',
      operations: ['getOrg', 'tenantListTemplates'],
      expects: ['surface.deprecation-undeclared'],
    },
    (given) => withHeaders(given, { Deprecation: '@1767225600' }),
  ),
  createFinishingMutant(
    {
      id: 'lets-all-keep-org-data',
      title: 'Data of an org may be kept by every cache, for everybody',
      operations: ['getOrg', 'tenantListWorkspaces'],
      expects: ['header.shared-cache'],
      attack: 'Whoever asks the same cache next reads the org of somebody else.',
    },
    (given) => (given.status === 200 ? withHeaders(given, { 'Cache-Control': 'public, max-age=300' }) : given),
  ),
  createFinishingMutant(
    {
      id: 'lets-invoices-expire-late',
      title: 'Invoices that a cookie gives access to stay good for a day',
      operations: ['listInvoices'],
      expects: ['header.shared-cache'],
      attack: 'A cache between two customers shows the one the invoices of the other.',
    },
    (given) => {
      const expires = new Date(Date.now() + 86_400_000).toUTCString();
      return given.status === 200 ? withHeaders(given, { Expires: expires }) : given;
    },
  ),
  createFinishingMutant(
    {
      id: 'lives-in-the-past',
      title: 'The clock of the service is two days behind',
      operations: ['getOrgInstance', 'tenantListOrgTemplates'],
      expects: ['header.date'],
    },
    (given) => withHeaders(given, { Date: new Date(Date.now() - 2 * 86_400_000).toUTCString() }),
  ),
  createFinishingMutant(
    {
      id: 'names-charset-as-encoding',
      title: 'The character set stands where the compression belongs',
      operations: ['adminListRuntimeImage'],
      expects: ['header.content-encoding'],
    },
    (given) => withHeaders(given, { 'Content-Encoding': 'utf-8' }),
  ),
  createFinishingMutant(
    {
      id: 'omits-time-to-wait',
      title: 'A tenant that cannot be redeployed now does not say when to come back',
      operations: ['adminRedeployTenant'],
      expects: ['header.retry-after'],
    },
    (given) => withoutHeader(given, 'Retry-After'),
  ),
  createFinishingMutant(
    {
      id: 'says-gzip-and-sends-text',
      title: 'Plain JSON is said to be compressed',
      operations: ['tenantListTemplates', 'getOrg'],
      expects: ['header.content-encoding'],
    },
    (given) => withHeaders(given, { 'Content-Encoding': 'gzip' }),
  ),
];

function allowing(given: ApiAnswer, origin: string): ApiAnswer {
  return withHeaders(given, {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Credentials': 'true',
  });
}
