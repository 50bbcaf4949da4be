import { isJsonObject } from '../../core/json.ts';
import { authenticate } from '../authenticate.ts';
import { answer, refuse, refuseUnauthenticated, type ApiAnswer, type ApiRequest, type Handler } from '../http.ts';
import type { Mutant } from '../mutant.ts';
import { findWorkspaceById } from '../world.ts';
import {
  createAuthenticatingMutant,
  createFinishingMutant,
  createHandlingMutant,
  createSpoilingMutant,
  findRightfulCaller,
  withMembers,
  withoutHeader,
  type MutantFacts,
} from './mutant-factories.ts';

const PAYMENT_ERROR =
  'stripe: card_declined {"type":"card_error","request_id":"req_8fV0Qm2LxTn","doc_url":"https://stripe.com/docs"} ' +
  'at charge (/srv/app/billing/charge.go:118)';
const SQL_ERROR = 'pq: no rows in result set: SELECT id, slug, plan FROM orgs WHERE slug = $1 LIMIT 1';

/** Faults of refusals: whom they meet, what they look like, what they give away, and when they come. */
export const refusalFaults: readonly Mutant[] = [
  createFinishingMutant(
    {
      id: 'answers-not-found-with-html',
      title: 'A missing org is answered with a page of HTML',
      incident: 'I-31',
      operations: ['getOrg'],
      expects: ['media.undocumented'],
    },
    (given) =>
      given.status === 404 ? asPage(given, '<!doctype html><title>Not found</title><h1>Not found</h1>') : given,
  ),
  createSpoilingMutant(
    {
      id: 'leaks-payment-provider-error',
      title: "The payment provider's raw error is passed on",
      incident: 'I-32',
      operations: ['createOrg'],
      expects: ['ops.error-leak'],
    },
    (given) => (given.status === 402 ? withMembers(given, { error: PAYMENT_ERROR }) : given),
  ),
  createSpoilingMutant(
    {
      id: 'leaks-sql-in-error',
      title: 'A missing org is answered with the failed SQL statement',
      incident: 'I-32',
      operations: ['getOrg'],
      expects: ['ops.error-leak'],
      attack: 'Table and column names help with the next step.',
    },
    (given) => (given.status === 404 ? withMembers(given, { error: SQL_ERROR }) : given),
  ),
  createPeekingMutant(
    {
      id: 'looks-before-authenticating',
      title: 'What does not exist is missing before anybody is asked for a credential',
      operations: ['getOrg', 'tenantGetBudget', 'tenantExportBundle'],
      expects: ['auth.check-order'],
      callers: ['anonymous, order-unknown-thing'],
      attack: 'Strangers find out which orgs and workspaces there are.',
    },
    (refusal, told) => (told.status === 404 ? told : refusal),
  ),
  createFinishingMutant(
    {
      id: 'omits-challenge',
      title: 'A 401 does not say which credential is wanted',
      operations: ['listInvoices', 'adminListThinAmi', 'tenantListTemplates'],
      expects: ['header.www-authenticate'],
    },
    (given) => withoutHeader(given, 'WWW-Authenticate'),
  ),
  createFinishingMutant(
    {
      id: 'omits-error-member',
      title: 'Refusals carry message instead of error',
      incident: 'I-31',
      operations: ['getOrg'],
      expects: ['auth.refusal-shape', 'body.required'],
      also: [
        {
          rule: 'body.undeclared',
          operation: 'getOrg',
          why: 'What stands in the place of error is a member that nobody declared.',
        },
      ],
    },
    (given) => {
      if (given.status < 400 || !isJsonObject(given.body)) return given;
      return { ...given, body: { message: given.body.error } };
    },
  ),
  createAuthenticatingMutant(
    {
      id: 'refuses-anonymous-on-open-workspace',
      title: 'Reading one workspace demands some credential',
      operations: ['tenantGetWorkspace'],
      expects: ['auth.public-refused'],
      callers: ['anonymous', 'anonymous, open-wrong-cookie', 'member-session', 'owner-session', 'stranger-session'],
    },
    (request, next) => (request.headers.authorization === undefined ? undefined : next(request)),
  ),
  createAuthenticatingMutant(
    {
      id: 'refuses-malformed-credential-on-open-lookup',
      title: 'The open instance lookup is refused to an empty bearer',
      operations: ['getOrgInstance'],
      expects: ['auth.public-refused'],
      callers: ['anonymous, open-empty-bearer'],
    },
    (request, next) => (request.headers.authorization?.[0]?.trim() === 'Bearer' ? undefined : next(request)),
  ),
  {
    id: 'refuses-open-lookup',
    title: 'The open instance lookup demands a session',
    operations: ['getOrgInstance'],
    expects: ['auth.public-refused'],
    callers: [
      'anonymous',
      'anonymous, open-empty-bearer',
      'anonymous, open-two-headers',
      'anonymous, open-unknown-scheme',
      'anonymous, open-wrong-cookie',
      'cp-admin',
      'deprovision-pair',
      'deprovision-pair-other',
      'garbage-bearer',
      'org-key',
      'other-org-key',
      'other-workspace-token',
      'provision-secret',
      'tenant-admin-token',
      'workspace-token',
    ],
    apply: ({ changeRoutes }) =>
      changeRoutes((routes) =>
        routes.map((route) => (route.operationId === 'getOrgInstance' ? { ...route, access: 'session' } : route)),
      ),
  },
  createAuthenticatingMutant(
    {
      id: 'refuses-org-key-on-templates',
      title: 'The list of templates is refused to an org key',
      operations: ['tenantListTemplates'],
      expects: ['auth.valid-refused'],
      callers: ['org-key'],
    },
    (request, next) => {
      const caller = next(request);
      return caller?.kind === 'org-key' ? undefined : caller;
    },
  ),
  createAuthenticatingMutant(
    {
      id: 'refuses-session-on-workspace-list',
      title: 'The list of workspaces is refused to a session, the second credential that opens it',
      operations: ['tenantListWorkspaces'],
      expects: ['auth.or-branch-refused'],
      callers: ['member-session', 'owner-session'],
    },
    (request, next) => {
      const caller = next(request);
      return caller?.kind === 'user' ? undefined : caller;
    },
  ),
  createFinishingMutant(
    {
      id: 'refuses-with-200',
      title: 'A refusal is a 200 with the body of an error',
      operations: ['getOrg', 'tenantListOrgTokens'],
      expects: ['status.error-in-2xx'],
    },
    (given) => (given.status === 401 ? { ...given, status: 200 } : given),
  ),
  createFinishingMutant(
    {
      id: 'refuses-with-a-page',
      title: 'A 401 is a page of HTML',
      operations: ['getProvisionStatus', 'tenantListOrgTokens'],
      expects: ['auth.refusal-shape'],
    },
    (given) =>
      given.status === 401 ? asPage(given, '<!doctype html><title>Sign in</title><h1>Please sign in</h1>') : given,
  ),
  createFinishingMutant(
    {
      id: 'refuses-with-redirect',
      title: 'A refusal is a redirect to a login page',
      operations: ['listOrgs', 'tenantListGlobalSecrets'],
      expects: ['auth.refusal-redirect'],
      attack: 'A client that follows takes the login page for the answer.',
    },
    (given) => (given.status === 401 ? answer(302, undefined, { ...given.headers, Location: '/login' }) : given),
  ),
  createFinishingMutant(
    {
      id: 'refuses-with-teapot',
      title: 'A missing credential is answered with 418',
      operations: ['listInvoices', 'adminListOrgs'],
      expects: ['auth.refusal-status'],
    },
    (given) => (given.status === 401 ? { ...given, status: 418 } : given),
  ),
  createPeekingMutant(
    {
      id: 'refuses-with-the-data',
      title: 'A refusal has the protected answer in it',
      operations: ['getOrg', 'adminListThinAmi', 'tenantListTemplates'],
      expects: ['auth.refusal-leaks'],
      attack: 'Only the status is refused; everybody reads the data.',
    },
    (refusal, told) => ({
      ...refusal,
      body: {
        ...(isJsonObject(refusal.body) ? refusal.body : {}),
        ...(isJsonObject(told.body) ? told.body : { data: told.body ?? null }),
      },
    }),
  ),
  createAuthenticatingMutant(
    {
      id: 'refuses-wrong-credential-on-open-workspace',
      title: 'Reading one workspace is refused to a wrong credential, though not to none',
      operations: ['tenantGetWorkspace'],
      expects: ['auth.public-refused'],
      callers: [
        'anonymous, open-empty-bearer',
        'anonymous, open-two-headers',
        'anonymous, open-unknown-scheme',
        'cp-admin',
        'deprovision-pair',
        'deprovision-pair-other',
        'garbage-bearer',
        'other-org-key',
        'other-workspace-token',
        'provision-secret',
      ],
    },
    (request, next, { world }) =>
      request.headers.authorization === undefined
        ? next(request)
        : authenticate(world, 'tenant-admin-or-workspace', request),
  ),
  createHandlingMutant(
    {
      id: 'tells-foreign-workspace-from-unknown',
      title: 'A workspace of another org is forbidden, one that nobody has is missing',
      operations: ['tenantGetBudget', 'tenantExportBundle'],
      expects: ['auth.refusal-oracle'],
      callers: ['org-key, workspace-of-another-org'],
      attack: 'Ids of other customers can be told from made-up ones.',
    },
    (request, next, world) => {
      const owner = findWorkspaceById(world, request.params.id ?? '')?.org;
      const isForeign = owner !== undefined && owner.id !== request.tenantOrgId;
      return isForeign ? refuse(403, 'not a workspace of this org') : next(request);
    },
  ),
  {
    id: 'validates-before-authenticating',
    title: 'A bad body is refused before anybody is asked for a credential',
    operations: ['createOrg'],
    expects: ['auth.check-order'],
    callers: ['anonymous, order-bad-body'],
    attack: 'Strangers learn what a body must look like.',
    apply: ({ wrapAuthentication, wrapHandler }) => {
      wrapAuthentication((next, route) =>
        route.operationId === 'createOrg' ? (request) => next(request) ?? { kind: 'anonymous' } : next,
      );
      wrapHandler((next, route) =>
        route.operationId === 'createOrg' ? (request) => validateFirst(request, next) : next,
      );
    },
  },
];

function asPage(given: ApiAnswer, text: string): ApiAnswer {
  return { ...given, headers: { ...given.headers, 'Content-Type': 'text/html; charset=utf-8' }, text };
}

/**
 * Creates a mutant that finds out what the rightful caller would be told before it refuses: `spoil` makes the refusal out
 * of both. Only for operations that change nothing.
 */
function createPeekingMutant(facts: MutantFacts, spoil: (refusal: ApiAnswer, told: ApiAnswer) => ApiAnswer): Mutant {
  return {
    ...facts,
    apply: ({ world, wrapAuthentication, wrapHandler }) => {
      wrapAuthentication((next, route) =>
        facts.operations.includes(route.operationId) ? (request) => next(request) ?? { kind: 'anonymous' } : next,
      );
      wrapHandler((next, { operationId, access }) => {
        if (!facts.operations.includes(operationId)) return next;
        return async (request) => {
          const isRefused = request.caller.kind === 'anonymous';
          const given = isRefused ? refuseUnauthenticated(access) : await next(request);
          if (given.status !== 401 && given.status !== 403) return given;
          return spoil(given, await next({ ...request, caller: findRightfulCaller(world, access, request) }));
        };
      });
    },
  };
}

/** Handles a request without authentication as far as validation: a 400 gets out, all else is refused. */
async function validateFirst(request: ApiRequest, next: Handler): Promise<ApiAnswer> {
  if (request.caller.kind !== 'anonymous') return next(request);
  const given = await next(request);
  return given.status === 400 ? given : refuseUnauthenticated('session');
}
