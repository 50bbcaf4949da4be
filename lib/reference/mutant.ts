import type { ControlPlaneWorld } from './cp/control-plane-world.ts';
import type { Authenticate, FinishAnswer, Guard, Handler, Route } from './http.ts';
import type { FindRoute } from './router.ts';
import type { Serve, ServedRoute } from './service.ts';

/**
 * Where a mutant can reach in. The wrappers that are given a route are offered every route of both services and return
 * `next` to leave it alone.
 */
export interface MutantHooks {
  readonly world: ControlPlaneWorld;
  /** Around everything: requests as they come off the socket, by the door they came in. */
  readonly wrapService: (wrap: (next: Serve) => Serve) => void;
  /** Adds, drops or replaces routes, before anything is wrapped. */
  readonly changeRoutes: (change: (routes: readonly Route[]) => readonly Route[]) => void;
  /** How a method and a path find their route; asked for both services. */
  readonly wrapRouting: (wrap: (next: FindRoute<ServedRoute>) => FindRoute<ServedRoute>) => void;
  /** What is asked before authentication: the routing headers of tenants. */
  readonly wrapGuard: (wrap: (next: Guard, route: Route) => Guard) => void;
  readonly wrapAuthentication: (wrap: (next: Authenticate, route: Route) => Authenticate) => void;
  readonly wrapHandler: (wrap: (next: Handler, route: Route) => Handler) => void;
  /** The last word on every answer of a route, refusals included; the place for raw bytes. */
  readonly wrapAnswer: (wrap: (next: FinishAnswer, route: Route) => FinishAnswer) => void;
}

/** A switchable fault: one thing that is wrong on the wire, and what a conformance suite should say about it. */
export interface Mutant {
  readonly id: string;
  readonly title: string;
  /** The past incident it repeats. */
  readonly incident?: string;
  /** The operations on whose behaviour it shows. */
  readonly operations: readonly string[];
  /** The drift rules that should report it; none where a suite should cope and say nothing. */
  readonly expects: readonly string[];
  /** Why no harmless request can show it. Such a fault is part of the count of what is not detected. */
  readonly undetectable?: string;
  /** It befalls the whole deployment, and decides how a run goes rather than what is found at one operation. */
  readonly world?: true;
  /** What somebody could do with it. */
  readonly attack?: string;
  apply(hooks: MutantHooks): void;
}
