import type { Authenticate, FinishAnswer, Handler, Route } from './http.ts';
import type { World } from './world.ts';

/** Where a mutant can reach in. Each wrapper is offered every route of both services and returns `next` to leave it alone. */
export interface MutantHooks {
  readonly world: World;
  /** Adds, drops or replaces routes, before anything is wrapped. */
  readonly changeRoutes: (change: (routes: readonly Route[]) => readonly Route[]) => void;
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
  /** The drift rules that should report it. */
  readonly expects: readonly string[];
  /** What somebody could do with it. */
  readonly attack?: string;
  apply(hooks: MutantHooks): void;
}
