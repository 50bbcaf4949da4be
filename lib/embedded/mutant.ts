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

/** A rule on an operation, and why a fault does or does not show there. */
export interface Consequence {
  readonly rule: string;
  readonly operation: string;
  readonly why: string;
}

/** A switchable fault: one thing that is wrong on the wire, and what a conformance suite should say about it. */
export interface Mutant {
  readonly id: string;
  readonly title: string;
  /** The past incident it repeats. */
  readonly incident?: string;
  /** The operations on whose behaviour it shows. */
  readonly operations: readonly string[];
  /** The drift rules that should report it, on each of its operations; none where a suite should cope and say nothing. */
  readonly expects: readonly string[];
  /** Whom its findings name: a tier, or a tier and the way in which its credential is wrong (`cp-admin, truncated`). */
  readonly callers?: readonly string[];
  /** Findings that truly follow from it besides. */
  readonly also?: readonly Consequence[];
  /** Where one of the rules above does not report it. */
  readonly unseen?: readonly Consequence[];
  /** Why no harmless request can show it. Such a fault is part of the count of what is not detected. */
  readonly undetectable?: string;
  /** Where `conform run --fault` has nothing to say of it: why, and the commands that show it. */
  readonly seenBy?: { readonly why: string; readonly commands: readonly string[] };
  /** It befalls the whole deployment, and decides how a run goes rather than what is found at one operation. */
  readonly world?: true;
  /** What somebody could do with it. */
  readonly attack?: string;
  apply(hooks: MutantHooks): void;
}
