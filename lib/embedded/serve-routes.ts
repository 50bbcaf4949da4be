import { authenticate } from './authenticate.ts';
import type { ControlPlaneWorld } from './cp/control-plane-world.ts';
import type { Authenticate, FinishAnswer, Guard, Handler, Route } from './http.ts';
import type { Mutant, MutantHooks } from './mutant.ts';
import type { FindRoute } from './router.ts';
import { checkRoutingHeaders } from './routing-guard.ts';
import type { Serve, ServedRoute } from './service.ts';

type Wrap<T> = (next: T) => T;
type WrapRoute<T> = (next: T, route: Route) => T;

/** The routes with all that is around them, and what the mutants put around the rest. */
export interface ServedRoutes {
  readonly routes: readonly ServedRoute[];
  readonly wrapRouting: Wrap<FindRoute<ServedRoute>>;
  readonly wrapService: Wrap<Serve>;
}

/** Puts guard and authentication around the routes, and the mutants around everything. The first mutant is the innermost. */
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

/** Health is asked for before anything is known about routing. */
function createGuard(world: ControlPlaneWorld, route: Route): Guard {
  const isGuarded = route.service === 'tenant' && route.operationId !== 'health';
  return (request) => (isGuarded ? checkRoutingHeaders(world, request) : undefined);
}

function wrapAll<T>(innermost: T, wraps: readonly WrapRoute<T>[], route: Route): T {
  return wraps.reduce((next, wrap) => wrap(next, route), innermost);
}
