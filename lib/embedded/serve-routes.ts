import { checkRoutingHeaders } from './address.ts';
import { authenticate } from './authenticate.ts';
import type { Authenticate, FinishAnswer, Guard, Handler, Route } from './http.ts';
import type { Mutant, MutantHooks } from './mutant.ts';
import type { FindRoute } from './router.ts';
import type { Serve, ServedRoute } from './service.ts';
import type { ControlPlaneWorld } from './world.ts';

type Wrap<T> = (next: T) => T;
type WrapRoute<T> = (next: T, route: Route) => T;

/** The wrapped routes, and the mutants' wrappers for routing and for the whole deployment. */
interface ServedRoutes {
  readonly routes: readonly ServedRoute[];
  readonly wrapRouting: Wrap<FindRoute<ServedRoute>>;
  readonly wrapService: Wrap<Serve>;
}

/** Wraps the routes in their guard and authentication, and in the mutants. The first mutant is the innermost. */
export function serveRoutes(
  world: ControlPlaneWorld,
  routes: readonly Route[],
  mutants: readonly Mutant[],
): ServedRoutes {
  let changed = routes;
  const services: Wrap<Serve>[] = [];
  const routings: Wrap<FindRoute<ServedRoute>>[] = [];
  const guards: WrapRoute<Guard>[] = [];
  const authentications: WrapRoute<Authenticate>[] = [];
  const handlers: WrapRoute<Handler>[] = [];
  const answers: WrapRoute<FinishAnswer>[] = [];
  const hooks: MutantHooks = {
    world,
    wrapService: (wrap) => services.push(wrap),
    changeRoutes: (change) => {
      changed = change(changed);
    },
    wrapRouting: (wrap) => routings.push(wrap),
    wrapGuard: (wrap) => guards.push(wrap),
    wrapAuthentication: (wrap) => authentications.push(wrap),
    wrapHandler: (wrap) => handlers.push(wrap),
    wrapAnswer: (wrap) => answers.push(wrap),
  };
  for (const mutant of mutants) mutant.apply(hooks);
  return {
    routes: changed.map((route) => ({
      ...route,
      guard: wrapAll(createGuard(world, route), guards, route),
      authenticate: wrapAll<Authenticate>(
        (request) => authenticate(world, route.access, request),
        authentications,
        route,
      ),
      handle: wrapAll(route.handle, handlers, route),
      finish: wrapAll<FinishAnswer>((given) => given, answers, route),
    })),
    wrapRouting: (findRoute) => routings.reduce((next, wrap) => wrap(next), findRoute),
    wrapService: (serve) => services.reduce((next, wrap) => wrap(next), serve),
  };
}

/** Checks routing headers on all routes of tenants but `/health`, which is called before an org is known. */
function createGuard(world: ControlPlaneWorld, route: Route): Guard {
  const isGuarded = route.service === 'tenant' && route.operationId !== 'health';
  return (request) => (isGuarded ? checkRoutingHeaders(world, request) : undefined);
}

function wrapAll<T>(innermost: T, wraps: readonly WrapRoute<T>[], route: Route): T {
  return wraps.reduce((next, wrap) => wrap(next, route), innermost);
}
