import type { JsonValue } from '../../lib/core/json.ts';
import { type ApiAnswer, refuseUnauthenticated, type UnauthenticatedRequest } from '../../lib/embedded/http.ts';
import type { Mutant } from '../../lib/embedded/mutant.ts';
import { createSeededWorld } from '../../lib/embedded/seed-world.ts';
import { serveRoutes } from '../../lib/embedded/serve-routes.ts';
import type { Org, World } from '../../lib/embedded/world.ts';
import { createTenantFixtureRoutes, createTenantRoutes } from '../../lib/embedded/tenant/routes.ts';
import { addWorkspace, type NewWorkspace } from '../../lib/embedded/tenant/workspace-record.ts';

export interface TenantCall {
  /** Parameters of the path. */
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: JsonValue;
  /** The body is there, but it is not JSON. */
  readonly malformed?: boolean;
  /** The tenant's admin token by default; null for no credential at all. */
  readonly bearer?: string | null;
  readonly headers?: Readonly<Record<string, readonly string[]>>;
}

/** The tenant of `acme` in a new world, called in-process, past the network and the routing. The clock stands still. */
export interface TestTenant {
  readonly world: World;
  readonly org: Org;
  readonly otherOrg: Org;
  readonly call: (operationId: string, wanted?: TenantCall) => Promise<ApiAnswer>;
  readonly addWorkspace: (wanted: NewWorkspace) => string;
  readonly advance: (durationMs: number) => void;
}

export const START_MS = Date.parse('2030-01-01T00:00:00Z');
export const UNKNOWN_ID = '11111111-1111-4111-8111-111111111111';

/** For the tests of the reference only. */
export function createTestTenant(mutants: readonly Mutant[] = []): TestTenant {
  let nowMs = START_MS;
  const { world } = createSeededWorld({ seed: 'tenant', speed: 1, nowMs: () => nowMs, tenantUrl: (slug) => slug });
  const [org, otherOrg] = ['acme', 'globex'].map((slug) => takeEmptyOrg(world, slug));
  if (org === undefined || otherOrg === undefined) throw new Error('the seed world has two orgs');
  const { routes } = serveRoutes(world, [...createTenantRoutes(world), ...createTenantFixtureRoutes(world)], mutants);
  const call = async (operationId: string, wanted: TenantCall = {}): Promise<ApiAnswer> => {
    const route = routes.find((candidate) => candidate.operationId === operationId);
    if (route === undefined) throw new Error(`there is no operation ${operationId}`);
    const request = createRequest(org, wanted);
    const caller = route.authenticate(request);
    const given = caller === undefined ? refuseUnauthenticated(route.access) : route.handle({ ...request, caller });
    return route.finish(await given, request);
  };
  return {
    world,
    org,
    otherOrg,
    call,
    addWorkspace: (wanted) => addWorkspace(world, org.tenant, wanted).id,
    advance: (durationMs) => {
      nowMs += durationMs;
    },
  };
}

function takeEmptyOrg(world: World, slug: string): Org {
  const org = [...world.orgs.values()].find((candidate) => candidate.slug === slug);
  if (org === undefined) throw new Error(`the seed world has no org ${slug}`);
  org.tenant.workspaces.clear();
  return org;
}

function createRequest(org: Org, wanted: TenantCall): UnauthenticatedRequest {
  const bearer = wanted.bearer === undefined ? org.tenantAdminToken : wanted.bearer;
  return {
    method: 'GET',
    path: '/',
    params: wanted.params ?? {},
    query: new URLSearchParams(),
    headers: { ...(bearer === null ? {} : { authorization: [`Bearer ${bearer}`] }), ...wanted.headers },
    body: readBody(wanted),
    tenantOrgId: org.id,
  };
}

function readBody({ body, malformed }: TenantCall): UnauthenticatedRequest['body'] {
  if (malformed === true) return { kind: 'malformed' };
  return body === undefined ? { kind: 'absent' } : { kind: 'json', value: body };
}
