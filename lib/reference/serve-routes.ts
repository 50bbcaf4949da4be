import { authenticate } from './authenticate.ts';
import type { Authenticate, FinishAnswer, Handler, Route } from './http.ts';
import type { Mutant, MutantHooks } from './mutant.ts';
import type { ServedRoute } from './service.ts';
import type { World } from './world.ts';

type Wrap<T> = (next: T, route: Route) => T;

/** Puts authentication around the routes, and the mutants around everything. The first mutant is the innermost. */
export function serveRoutes(
  world: World,
  routes: readonly Route[],
  mutants: readonly Mutant[],
): readonly ServedRoute[] {
  let changed = routes;
  const authentications: Wrap<Authenticate>[] = [];
  const handlers: Wrap<Handler>[] = [];
  const answers: Wrap<FinishAnswer>[] = [];
  const hooks: MutantHooks = {
    world,
    changeRoutes: (change) => {
      changed = change(changed);
    },
    wrapAuthentication: (wrap) => authentications.push(wrap),
    wrapHandler: (wrap) => handlers.push(wrap),
    wrapAnswer: (wrap) => answers.push(wrap),
  };
  for (const mutant of mutants) mutant.apply(hooks);
  return changed.map((route) => ({
    ...route,
    authenticate: wrapAll<Authenticate>(
      (request) => authenticate(world, route.access, request),
      authentications,
      route,
    ),
    handle: wrapAll(route.handle, handlers, route),
    finish: wrapAll<FinishAnswer>((given) => given, answers, route),
  }));
}

function wrapAll<T>(innermost: T, wraps: readonly Wrap<T>[], route: Route): T {
  return wraps.reduce((next, wrap) => wrap(next, route), innermost);
}
