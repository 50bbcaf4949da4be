import { systemClock, type Clock } from '../core/clock.ts';
import { defined } from '../core/defined.ts';
import { HarnessError } from '../core/errors.ts';
import type { JsonObject } from '../core/json.ts';
import { secretName, toVariable } from '../core/names.ts';
import { createSeededRandom } from '../core/seeded-random.ts';
import { addressControlPlane, addressTenant, checkRoutingHeaders, type Destination } from './address.ts';
import { createControlPlaneRoutes } from './cp/routes.ts';
import { dumpState } from './dump-state.ts';
import type { ApiAnswer, Route, ServiceName, UnauthenticatedRequest } from './http.ts';
import { listen, type IncomingRequest } from './listen.ts';
import { selectMutants } from './mutants/mutants.ts';
import { createRateLimiter } from './rate-limiter.ts';
import { createRouter } from './router.ts';
import { createSeededWorld, createUuid, type SeededWorld } from './seed-world.ts';
import { serveRoutes } from './serve-routes.ts';
import { addCommonHeaders, serveRequest, type Addressee, type ServiceOptions } from './service.ts';
import { createObservedTenant } from './tenant/observed/serve.ts';
import { createTenantFixtureRoutes, createTenantRoutes } from './tenant/routes.ts';
import type { ProvisioningFailure } from './world.ts';

/** The ways in which the tenants may behave; see docs/editions.md. */
export const EDITIONS = ['conforming', 'observed'] as const;

export type Edition = (typeof EDITIONS)[number];

export interface DeploymentOptions {
  /** `conforming` by default. */
  readonly edition?: Edition;
  /** Ids of mutants, or numbers of incidents. */
  readonly faults?: readonly string[];
  /** 0, the default, takes a free port. */
  readonly cpPort?: number;
  readonly tenantPort?: number;
  /** How many times faster than real time orgs come up: at 600, the default, in half a second. */
  readonly speed?: number;
  readonly seed?: string;
  readonly requestsPerMinute?: number;
  readonly failProvisioning?: ProvisioningFailure;
  readonly clock?: Clock;
  /** Slugs of more running orgs, each with one workspace of the same name, that a run must leave alone. */
  readonly bystanders?: readonly string[];
  /** A suffix of every secret it makes, so that a test can find secrets wherever they turn up. */
  readonly secretMark?: string;
}

export interface Deployment {
  readonly cpBaseUrl: string;
  /** A template: `{slug}` stands for the org. Reached on 127.0.0.1; the `Host` header tells the tenants apart. */
  readonly tenantBaseUrl: string;
  /** The variables of a `.env` that points a run at this deployment. */
  readonly environment: Readonly<Record<string, string>>;
  /** The state of both services as JSON, with secrets as hashes. */
  dumpState(): JsonObject;
  /** Stack traces of bugs in the deployment itself, each of which it answered with a 500. */
  internalErrors(): readonly string[];
  close(): Promise<void>;
}

/** Starts the embedded deployment: a control plane and one tenant server per org, on two ports of the loopback address. */
export async function startDeployment(options: DeploymentOptions = {}): Promise<Deployment> {
  const mutants = selectMutants(options.faults ?? []);
  const edition = options.edition ?? 'conforming';
  if (edition !== 'conforming' && mutants.length > 0)
    throw new HarnessError('usage', `faults are built into the conforming edition, and this is the ${edition} one`);
  const clock = options.clock ?? systemClock;
  const seed = options.seed ?? 'molecule';
  let tenantBaseUrl = '';
  const seeded = createSeededWorld({
    seed,
    speed: options.speed ?? 600,
    nowMs: () => clock.nowMs(),
    tenantUrl: (slug) => tenantBaseUrl.replace('{slug}', slug),
    bystanders: options.bystanders ?? [],
    secretMark: options.secretMark ?? '',
    ...defined({ failProvisioning: options.failProvisioning }),
  });
  const { world } = seeded;
  const { routes, wrapRouting, wrapService } = serveRoutes(world, listRoutes(seeded), mutants);
  const internalErrors: string[] = [];
  const requestsPerMinute = options.requestsPerMinute ?? 100_000;
  const requestIdRandom = createSeededRandom(`${seed} request ids`);
  const shared = {
    limitRate: createRateLimiter(requestsPerMinute, () => clock.nowMs()),
    createRequestId: () => createUuid(requestIdRandom),
    reportError: (error: unknown) => {
      internalErrors.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    },
  };
  const findRouteOf = (service: ServiceName) =>
    wrapRouting(createRouter(routes.filter((route) => route.service === service)));
  const services = {
    cp: { ...shared, findRoute: findRouteOf('cp'), guard: () => undefined },
    tenant: {
      ...shared,
      findRoute: findRouteOf('tenant'),
      guard: (request: UnauthenticatedRequest) => checkRoutingHeaders(world, request),
    },
  };
  const serveControlPlane = (incoming: IncomingRequest): Promise<ApiAnswer> =>
    serve(services, serveTenant, incoming, addressControlPlane(world, incoming));
  const serveTenant: ServeTenant =
    edition === 'observed'
      ? createObservedTenant({
          world,
          requestsPerMinute,
          reportError: shared.reportError,
          askControlPlane: serveControlPlane,
        })
      : (incoming, addressee) => serveRequest(services.tenant, incoming, addressee);
  const serveAll = wrapService((incoming, service) =>
    service === 'cp'
      ? serveControlPlane(incoming)
      : serve(services, serveTenant, incoming, addressTenant(world, incoming)),
  );
  const controlPlane = await listen(options.cpPort ?? 0, (incoming) => serveAll(incoming, 'cp'));
  const tenants = await listen(options.tenantPort ?? 0, (incoming) => serveAll(incoming, 'tenant')).catch(
    async (error: unknown) => {
      await controlPlane.close();
      throw error;
    },
  );
  tenantBaseUrl = `http://{slug}.localhost:${tenants.port}`;
  const cpBaseUrl = `http://127.0.0.1:${controlPlane.port}`;
  return {
    cpBaseUrl,
    tenantBaseUrl,
    environment: describeEnvironment(seeded, cpBaseUrl, tenantBaseUrl),
    dumpState: () => dumpState(world),
    internalErrors: () => [...internalErrors],
    close: async () => {
      await Promise.all([controlPlane.close(), tenants.close()]);
    },
  };
}

function listRoutes({ world }: SeededWorld): readonly Route[] {
  return [...createControlPlaneRoutes(world), ...createTenantRoutes(world), ...createTenantFixtureRoutes(world)];
}

type ServeTenant = (incoming: IncomingRequest, addressee: Addressee) => Promise<ApiAnswer>;

function serve(
  services: Readonly<Record<ServiceName, ServiceOptions>>,
  serveTenant: ServeTenant,
  incoming: IncomingRequest,
  destination: Destination,
): Promise<ApiAnswer> {
  if (destination.kind === 'answered')
    return Promise.resolve(addCommonHeaders(services.tenant, incoming, destination.answer));
  if (destination.kind === 'tenant') return serveTenant(incoming, destination.addressee);
  return serveRequest(services.cp, incoming, destination.addressee);
}

function describeEnvironment(
  { secrets }: SeededWorld,
  cpBaseUrl: string,
  tenantBaseUrl: string,
): Readonly<Record<string, string>> {
  return {
    CP_BASE_URL: cpBaseUrl,
    TENANT_BASE_URL: tenantBaseUrl,
    ORG_SLUG: 'acme',
    OTHER_ORG_SLUG: 'globex',
    ...Object.fromEntries([...secrets].map(([name, value]) => [toVariable(secretName(name)), value])),
    TARGET_KIND: 'disposable',
  };
}
