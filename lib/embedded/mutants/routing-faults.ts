import { readOnlyValue } from '../authenticate.ts';
import { answer, refuse, refuseUnauthenticated, type ApiAnswer, type UnauthenticatedRequest } from '../http.ts';
import type { Mutant } from '../mutant.ts';
import { findOrgBySlug, type World } from '../world.ts';
import { createFinishingMutant, createHandlingMutant, withoutHeader, type MutantFacts } from './mutant-factories.ts';

/** Faults of routes, methods, redirects, the deprecated mirror and the routing headers of tenants. */
export const routingFaults: readonly Mutant[] = [
  createRoutingHeaderMutant(
    {
      id: 'accepts-slug-in-id-header',
      title: 'A tenant answers to its slug in the header of the id',
      operations: ['tenantListOrgTemplates', 'tenantListGlobalSecrets'],
      expects: ['tenant.routing'],
      callers: ['org-key, slug-as-id'],
      attack: 'A slug that was given to another org later leads to the wrong tenant.',
    },
    (request, world) => {
      const id = readOnlyValue(request, 'x-molecule-org-id') ?? '';
      return findOrgBySlug(world, id)?.id === request.tenantOrgId;
    },
  ),
  createMethodRefusingMutant(
    {
      id: 'allows-other-methods',
      title: 'A method that an org does not have is refused with a 405 that leaves out one that it has',
      operations: ['getOrg'],
      expects: ['surface.allow-mismatch'],
    },
    { Allow: 'GET' },
  ),
  {
    id: 'answers-undeclared-method',
    title: 'PUT on an org answers like GET',
    incident: 'I-39',
    operations: ['getOrg'],
    expects: ['surface.method-undocumented'],
    apply: ({ changeRoutes }) =>
      changeRoutes((routes) => [
        ...routes,
        ...routes.filter(({ operationId }) => operationId === 'getOrg').map((route) => ({ ...route, method: 'PUT' })),
      ]),
  },
  createDemandingMutant(
    {
      id: 'demands-org-id-before-credential',
      title: 'A tenant that is named by its slug answers 400 before it asks for a credential',
      operations: ['tenantListWorkspaces', 'tenantGetWorkspace', 'tenantDeleteWorkspace', 'tenantListOrgTokens'],
      expects: ['tenant.routing-demanded'],
    },
    refuse(400, 'missing tenant routing header'),
  ),
  createDemandingMutant(
    {
      id: 'denies-slug-before-credential',
      title: 'A tenant that is named by its slug answers 403 before it asks for a credential',
      operations: ['tenantListWorkspaces', 'tenantCreateWorkspace'],
      expects: ['tenant.routing-demanded'],
    },
    refuse(403, 'this tenant is not called that'),
  ),
  {
    id: 'drops-export-route',
    title: 'The export of an org is no longer routed',
    incident: 'I-36',
    operations: ['exportOrg'],
    expects: ['surface.operation-missing'],
    apply: ({ changeRoutes }) =>
      changeRoutes((routes) => routes.filter(({ operationId }) => operationId !== 'exportOrg')),
  },
  {
    id: 'follows-routing-header-of-another-org',
    title: 'The routing header decides whose workspaces are answered',
    operations: ['tenantListWorkspaces'],
    expects: ['tenant.cross'],
    callers: ['org-key, contradicting', 'org-key, other-org'],
    also: [
      {
        rule: 'tenant.routing',
        operation: 'tenantListWorkspaces',
        why: 'Where the two routing headers contradict one another, the one that is followed is enough.',
      },
    ],
    attack: "With a key of their own everybody reads everybody's workspaces.",
    apply: ({ world, wrapGuard, wrapHandler }) => {
      wrapGuard((next, route) =>
        route.operationId === 'tenantListWorkspaces'
          ? (request) => (findNamedOrgId(world, request) === undefined ? next(request) : undefined)
          : next,
      );
      wrapHandler((next, route) =>
        route.operationId === 'tenantListWorkspaces'
          ? (request) => next({ ...request, tenantOrgId: findNamedOrgId(world, request) ?? request.tenantOrgId ?? '' })
          : next,
      );
    },
  },
  createRoutingHeaderMutant(
    {
      id: 'ignores-contradicting-routing-header',
      title: 'A tenant answers to its id beside the slug of another org',
      operations: ['tenantListTemplates', 'tenantListWorkspaces'],
      expects: ['tenant.routing'],
      callers: ['org-key, contradicting'],
      attack: 'Gateway and service send one request to different orgs.',
    },
    (request, world) => {
      const slug = readOnlyValue(request, 'x-molecule-org-slug') ?? '';
      const isOwnId = readOnlyValue(request, 'x-molecule-org-id') === request.tenantOrgId;
      return isOwnId && findOrgBySlug(world, slug) !== undefined;
    },
  ),
  createRoutingHeaderMutant(
    {
      id: 'ignores-missing-routing-header',
      title: 'A tenant answers without being named',
      operations: ['tenantListTemplates', 'tenantGetWorkspace'],
      expects: ['tenant.routing'],
      callers: ['anonymous, absent', 'org-key, absent'],
      attack: 'A request that lost its routing header ends at whichever tenant is there.',
    },
    ({ headers }) => headers['x-molecule-org-id'] === undefined && headers['x-molecule-org-slug'] === undefined,
  ),
  createRoutingHeaderMutant(
    {
      id: 'ignores-unknown-routing-header',
      title: 'A tenant answers to an id that no org has',
      operations: ['tenantListOrgTokens', 'tenantGetWorkspace'],
      expects: ['tenant.routing'],
      callers: ['anonymous, unknown', 'org-key, unknown'],
      attack: 'A request that was meant for an org that is gone ends at another one.',
    },
    (request, world) => {
      const id = readOnlyValue(request, 'x-molecule-org-id');
      return id !== undefined && !world.orgs.has(id) && findOrgBySlug(world, id) === undefined;
    },
  ),
  createFinishingMutant(
    {
      id: 'mirror-omits-deprecation',
      title: 'The deprecated mirror answers without Deprecation and Sunset',
      incident: 'I-37',
      operations: ['listOrgs', 'getOrg'],
      expects: ['mirror.unsignalled'],
    },
    (given, request) => {
      if (!request.path.startsWith('/cp/')) return given;
      return withoutHeader(withoutHeader(given, 'Deprecation'), 'Sunset');
    },
  ),
  createFinishingMutant(
    {
      id: 'mirror-wraps-answer',
      title: 'The deprecated mirror answers with another shape',
      incident: 'I-37',
      operations: ['listOrgs', 'getOrg'],
      expects: ['mirror.differs'],
    },
    (given, request) => {
      if (!request.path.startsWith('/cp/') || given.status !== 200 || given.body === undefined) return given;
      return { ...given, body: { data: given.body } };
    },
  ),
  createDemandingMutant(
    {
      id: 'loses-slug-before-credential',
      title: 'A tenant that is named by its slug is not found',
      operations: ['tenantGetBudget', 'tenantListTemplates', 'tenantGetWorkspace'],
      expects: ['tenant.routing-demanded'],
    },
    answer(404),
  ),
  createMethodRefusingMutant(
    {
      id: 'omits-allow',
      title: 'A method that an org does not have is refused with a 405 that names no other',
      operations: ['getOrg'],
      expects: ['header.allow'],
    },
    {},
  ),
  createHandlingMutant(
    {
      id: 'reads-org-id-on-deprovision',
      title: 'A present and wrong X-Molecule-Org-Id changes the outcome of a deprovision',
      incident: 'I-05',
      operations: ['deprovisionWorkspace'],
      expects: ['tenant.routing'],
      attack: 'What a caller claims about itself weighs as much as what it can prove.',
    },
    (request, next) => {
      const named = request.headers['x-molecule-org-id'];
      const orgId = request.caller.kind === 'deprovisioner' ? request.caller.orgId : undefined;
      if (named !== undefined && named.some((id) => id !== orgId)) return refuseUnauthenticated('deprovision-pair');
      return next(request);
    },
  ),
  createHandlingMutant(
    {
      id: 'redirects-to-another-host',
      title: 'Invoices are answered with a redirect to another host',
      incident: 'I-33',
      operations: ['listInvoices'],
      expects: ['surface.redirected'],
      attack: 'A client that follows takes its credential along.',
    },
    () => answer(302, undefined, { Location: 'https://accounts.example.com/login' }),
  ),
];

/** Creates a mutant whose tenants take routing headers that they should refuse. */
function createRoutingHeaderMutant(
  facts: MutantFacts,
  isTaken: (request: UnauthenticatedRequest, world: World) => boolean,
): Mutant {
  return {
    ...facts,
    apply: ({ world, wrapGuard }) =>
      wrapGuard((next, route) =>
        facts.operations.includes(route.operationId)
          ? (request) => (isTaken(request, world) ? undefined : next(request))
          : next,
      ),
  };
}

/** Creates a mutant whose tenants answer so whoever names them by their slug alone, whatever else is sent. */
function createDemandingMutant(facts: MutantFacts, refusal: ApiAnswer): Mutant {
  return {
    ...facts,
    apply: ({ wrapGuard }) =>
      wrapGuard((next, route) =>
        facts.operations.includes(route.operationId)
          ? (request) => (isNamedBySlugAlone(request) ? refusal : next(request))
          : next,
      ),
  };
}

function isNamedBySlugAlone({ headers }: UnauthenticatedRequest): boolean {
  return headers['x-molecule-org-id'] === undefined && headers['x-molecule-org-slug'] !== undefined;
}

/** Creates a mutant that answers PUT, POST and PATCH on the paths of its operations with a 405 with these headers. */
function createMethodRefusingMutant(facts: MutantFacts, headers: Readonly<Record<string, string>>): Mutant {
  const refused = { ...refuse(405, 'method not allowed'), headers };
  return {
    ...facts,
    apply: ({ changeRoutes }) =>
      changeRoutes((routes) => [
        ...routes,
        ...routes
          .filter(({ operationId }) => facts.operations.includes(operationId))
          .flatMap((route) => ['PUT', 'POST', 'PATCH'].map((method) => ({ ...route, method, handle: () => refused }))),
      ]),
  };
}

/** Returns the id of the org that `X-Molecule-Org-Id` names, if there is such an org. */
function findNamedOrgId(world: World, request: UnauthenticatedRequest): string | undefined {
  return world.orgs.get(readOnlyValue(request, 'x-molecule-org-id') ?? '')?.id;
}
