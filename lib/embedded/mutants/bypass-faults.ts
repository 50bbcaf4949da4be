import type { Authenticate } from '../http.ts';
import type { Mutant } from '../mutant.ts';
import {
  carriesOrgKey,
  createBypassMutant,
  EVERY_OPERATION,
  findRightfulCaller,
  type MutantFacts,
} from './mutant-factories.ts';

/** Faults by which a request gets past authentication, whatever its credential: by its path, its method, its headers or the host it is sent to. */
export const bypassFaults: readonly Mutant[] = [
  createBypassMutant(
    {
      id: 'accepts-anonymous-on-pin-list',
      title: 'A list of pins is answered without a credential',
      operations: ['adminListThinAmi'],
      expects: ['auth.anonymous-accepted'],
      callers: ['anonymous'],
      attack: 'The images that tenants run on can be read by everybody.',
    },
    () => true,
  ),
  {
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
        const rightful = findRightfulCaller(world, route.access, request);
        // A person who names no org stays who they are: they get their own orgs and invoices.
        const isOwn = caller?.kind === 'user' && request.params.slug === undefined && request.body.kind === 'absent';
        return isOwn ? caller : rightful;
      }),
  },
  createBypassMutant(
    {
      id: 'accepts-same-host-origin',
      title: 'An Origin of the same host stands in for a credential',
      operations: ['tenantListTemplates', 'adminListThinAmi'],
      expects: ['auth.variant-bypass'],
      callers: ['anonymous, header-origin', 'anonymous, header-origin-and-referer'],
      attack: 'One header that anybody can write opens the route.',
    },
    ({ headers }) => {
      const [origin] = headers.origin ?? [];
      return origin !== undefined && origin.replace(/^https?:\/\//, '') === headers.host?.[0];
    },
  ),
  createBypassMutant(
    {
      id: 'accepts-same-host-referer',
      title: 'A Referer of the same host stands in for a credential',
      incident: 'I-09',
      operations: ['tenantListWorkspaces'],
      expects: ['auth.variant-bypass'],
      callers: ['anonymous, header-origin-and-referer', 'anonymous, header-referer'],
      attack: 'One header that anybody can write opens the tenant.',
    },
    ({ headers }) => {
      const [referer = ''] = headers.referer ?? [];
      return URL.canParse(referer) && new URL(referer).host === headers.host?.[0];
    },
  ),
  createRoutingMutant(
    {
      id: 'answers-head-without-credential',
      title: 'HEAD is answered like GET, to anybody',
      operations: ['listInvoices', 'tenantListWorkspaces'],
      expects: ['auth.variant-bypass'],
      callers: ['anonymous, method-head'],
      attack: 'Sizes and headers of protected answers are there for everybody.',
    },
    ({ method, path }) => ({ method: method === 'HEAD' ? 'GET' : method, path }),
  ),
  createBypassMutant(
    {
      id: 'edge-accepts-key-of-another-org',
      title: 'Through the edge proxy the key of any org opens every tenant',
      operations: ['tenantListWorkspaces', 'tenantListGlobalSecrets'],
      expects: ['tenant.cross'],
      callers: ['other-org-key, door-edge-other-org-key'],
      attack: "Through the control plane's host every customer reads the others.",
    },
    (request, world) => request.viaEdge === true && carriesOrgKey(request, world),
  ),
  createBypassMutant(
    {
      id: 'edge-skips-authentication',
      title: 'What the edge proxy passes on is taken for authenticated',
      operations: ['tenantListOrgTemplates', 'tenantListTemplates'],
      expects: ['auth.variant-bypass'],
      callers: ['anonymous, door-edge-anonymous'],
      attack: "Through the control plane's host everybody reads every tenant.",
    },
    ({ viaEdge }) => viaEdge === true,
  ),
  createBypassMutant(
    {
      id: 'mirror-accepts-org-key',
      title: 'The deprecated mirror takes the API key of an org',
      operations: ['adminListThinAmi', 'adminListRuntimeImage'],
      expects: ['auth.wrong-tier-accepted'],
      callers: ['org-key, door-mirror-org-key'],
      attack: 'Through the older address every customer is the operator.',
    },
    (request, world) => request.path.startsWith('/cp/') && carriesOrgKey(request, world),
  ),
  createBypassMutant(
    {
      id: 'mirror-skips-authentication',
      title: 'The deprecated mirror asks nobody for a credential',
      operations: ['listOrgs', 'adminListOrgs'],
      expects: ['auth.variant-bypass'],
      callers: ['anonymous, door-mirror-anonymous'],
      attack: 'The older address of an operation opens it to everybody.',
    },
    ({ path }) => path.startsWith('/cp/'),
  ),
  createRoutingMutant(
    {
      id: 'skips-authentication-on-dot-segments',
      title: 'A path with dot segments is routed and not authenticated',
      operations: ['adminListThinAmi', 'tenantListTemplates'],
      expects: ['auth.variant-bypass'],
      callers: ['anonymous, path-dot-segment', 'anonymous, path-parent-segment'],
      attack: 'A detour in the path opens the route.',
    },
    ({ method, path }) => ({ method, path: removeDotSegments(path) }),
  ),
  createRoutingMutant(
    {
      id: 'skips-authentication-on-double-slash',
      title: 'A path with a double slash is routed and not authenticated',
      operations: ['adminListThinAmi', 'tenantListOrgTokens'],
      expects: ['auth.variant-bypass'],
      callers: ['anonymous, path-double-slash'],
      attack: 'One more slash opens the route.',
    },
    ({ method, path }) => ({ method, path: path.replaceAll(/\/{2,}/g, '/') }),
  ),
  createRoutingMutant(
    {
      id: 'skips-authentication-on-encoded-path',
      title: 'A path with an encoded letter is routed and not authenticated',
      operations: ['adminListOrgs', 'tenantListOrgTemplates'],
      expects: ['auth.variant-bypass'],
      callers: ['anonymous, path-encoded'],
      attack: 'A letter that is written otherwise opens the route.',
    },
    ({ method, path }) => ({ method, path: path.replaceAll(/%[0-9a-f]{2}/gi, decodeLetter) }),
  ),
  createRoutingMutant(
    {
      id: 'skips-authentication-on-other-case',
      title: 'A path in capitals is routed and not authenticated',
      operations: ['adminListRuntimeImage', 'tenantListGlobalSecrets'],
      expects: ['auth.variant-bypass'],
      callers: ['anonymous, path-other-case'],
      attack: 'A capital letter opens the route.',
    },
    ({ method, path }) => ({ method, path: path.toLowerCase() }),
  ),
  createRoutingMutant(
    {
      id: 'skips-authentication-on-trailing-slash',
      title: 'A path with a slash at its end is routed and not authenticated',
      operations: ['tenantListTemplates', 'listOrgs'],
      expects: ['auth.variant-bypass'],
      callers: ['anonymous, path-trailing-slash'],
      attack: 'One more slash opens the route.',
    },
    ({ method, path }) => ({ method, path: path.replace(/\/$/, '') }),
  ),
  {
    id: 'tenant-forwards-admin-routes',
    title: "A tenant passes the operator's routes on, with the operator's rights",
    operations: ['adminListOrgs'],
    expects: ['auth.variant-bypass'],
    callers: ['org-key, door-tenant-cp-org-key'],
    attack: 'With the key of one org everybody sees all orgs.',
    apply: ({ world, wrapService }) =>
      wrapService((next) => (incoming, service) => {
        if (service !== 'tenant' || incoming.target !== '/cp/admin/orgs' || !carriesOrgKey(incoming, world)) {
          return next(incoming, service);
        }
        const headers = { ...incoming.headers, authorization: [`Bearer ${world.cpAdminBearer}`] };
        return next({ ...incoming, headers }, 'cp');
      }),
  },
  createBypassMutant(
    {
      id: 'trusts-forwarded',
      title: 'Calls whose Forwarded header names the machine itself need no credential',
      operations: ['adminListOrgs', 'tenantListOrgTemplates'],
      expects: ['auth.variant-bypass'],
      callers: ['anonymous, header-forwarded'],
      attack: 'One header that anybody can write makes an outsider an insider.',
    },
    ({ headers }) => headers.forwarded?.some((value) => value.includes('for=127.0.0.1')) === true,
  ),
  createBypassMutant(
    {
      id: 'trusts-forwarded-for',
      title: 'Calls that say they come from the machine itself need no credential',
      operations: ['adminTenantDiagnostics', 'tenantListGlobalSecrets'],
      expects: ['auth.variant-bypass'],
      callers: ['anonymous, header-forwarded', 'anonymous, header-forwarded-for'],
      attack: 'One header that anybody can write makes an outsider an insider.',
    },
    ({ headers }) => headers['x-forwarded-for']?.includes('127.0.0.1') === true,
  ),
  createBypassMutant(
    {
      id: 'trusts-forwarded-host',
      title: 'Calls that say they were made to localhost need no credential',
      operations: ['tenantListOrgTokens', 'adminListOrgs'],
      expects: ['auth.variant-bypass'],
      callers: ['anonymous, header-forwarded', 'anonymous, header-forwarded-host'],
      attack: 'One header that anybody can write makes an outsider an insider.',
    },
    ({ headers }) => headers['x-forwarded-host']?.includes('localhost') === true,
  ),
  createBypassMutant(
    {
      id: 'trusts-method-override',
      title: 'Authentication is skipped for what says it is a preflight',
      operations: ['listOrgs', 'tenantListTemplates'],
      expects: ['auth.variant-bypass'],
      callers: ['anonymous, header-method-override'],
      attack: 'Whoever calls a request a preflight needs no credential.',
    },
    ({ headers }) => headers['x-http-method-override']?.includes('OPTIONS') === true,
  ),
  createBypassMutant(
    {
      id: 'trusts-original-url',
      title: 'Authentication looks at X-Original-URL, routing at the path',
      operations: ['adminListRuntimeImage', 'tenantListOrgTemplates'],
      expects: ['auth.variant-bypass'],
      callers: ['anonymous, header-open-url', 'anonymous, header-original-url'],
      attack: 'Whoever names an open path in a header may call any other.',
    },
    ({ headers }) => headers['x-original-url']?.includes('/health') === true,
  ),
];

interface RequestLine {
  readonly method: string;
  readonly path: string;
}

/** Creates a mutant that corrects a method and path that have no route, and forgets to authenticate the request then. */
function createRoutingMutant(facts: MutantFacts, correct: (requested: RequestLine) => RequestLine): Mutant {
  return {
    ...facts,
    apply: ({ world, wrapRouting }) =>
      wrapRouting((next) => (method, path) => {
        const exact = next(method, path);
        if (exact !== undefined) return exact;
        const corrected = correct({ method, path });
        const match = next(corrected.method, corrected.path);
        if (match === undefined || !facts.operations.includes(match.route.operationId)) return undefined;
        const authenticate: Authenticate = (request) => findRightfulCaller(world, match.route.access, request);
        return { ...match, route: { ...match.route, authenticate } };
      }),
  };
}

/** Removes dot segments from an absolute path (RFC 3986, section 5.2.4). */
function removeDotSegments(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
  }
  return kept.join('/');
}

function decodeLetter(encoded: string): string {
  return String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
}
