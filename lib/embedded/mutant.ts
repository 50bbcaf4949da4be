import type { RuleId } from '../rules/rules.ts';
import type { Authenticate, FinishAnswer, Guard, Handler, Route } from './http.ts';
import type { FindRoute } from './router.ts';
import type { Serve, ServedRoute } from './service.ts';
import type { ControlPlaneWorld } from './world.ts';

/**
 * The places where a mutant can change the deployment. Wrappers with a route are called for every route of both services
 * and return `next` to leave it alone.
 */
export interface MutantHooks {
  readonly world: ControlPlaneWorld;
  /** Wraps the whole deployment: requests as they come off the socket of a service. */
  readonly wrapService: (wrap: (next: Serve) => Serve) => void;
  /** Adds, drops or replaces routes, before anything is wrapped. */
  readonly changeRoutes: (change: (routes: readonly Route[]) => readonly Route[]) => void;
  /** Wraps the search for the route of a method and a path, in both services. */
  readonly wrapRouting: (wrap: (next: FindRoute<ServedRoute>) => FindRoute<ServedRoute>) => void;
  /** Wraps the check of a tenant's routing headers, which comes before authentication. */
  readonly wrapGuard: (wrap: (next: Guard, route: Route) => Guard) => void;
  readonly wrapAuthentication: (wrap: (next: Authenticate, route: Route) => Authenticate) => void;
  readonly wrapHandler: (wrap: (next: Handler, route: Route) => Handler) => void;
  /** Wraps the final answers of a route, refusals included; the place for raw bytes. */
  readonly wrapAnswer: (wrap: (next: FinishAnswer, route: Route) => FinishAnswer) => void;
}

/** A rule at an operation, and why a fault does or does not show there. */
export interface Consequence {
  readonly rule: RuleId;
  readonly operation: string;
  readonly why: string;
}

/** A switchable fault: one thing that is wrong on the wire, and what a conformance suite should say about it. */
export interface Mutant {
  readonly id: string;
  readonly title: string;
  /** The number of the past incident that it repeats: `I-07`. */
  readonly incident?: string;
  /** The operations that behave wrongly. */
  readonly operations: readonly string[];
  /** The rules that report it, at each of its operations; none if a run should cope and find nothing. */
  readonly expects: readonly RuleId[];
  /** The callers that its findings name: a tier, or a tier and how its credential is wrong (`cp-admin, truncated`). */
  readonly callers?: readonly string[];
  /** Further findings that follow from it. */
  readonly also?: readonly Consequence[];
  /** Exceptions from `expects`: rules that do not report it at one of its operations. */
  readonly unseen?: readonly Consequence[];
  /** The reason why no harmless request can show it. Such a fault counts as not detected. */
  readonly undetectable?: string;
  /** Set if `conform run --fault` finds nothing: the reason, and the commands that do show it. */
  readonly seenBy?: { readonly why: string; readonly commands: readonly string[] };
  /** Set if it concerns the whole deployment: it decides how a run goes, not what is found at one operation. */
  readonly world?: true;
  /** How an attacker could use it. */
  readonly attack?: string;
  apply(hooks: MutantHooks): void;
}
