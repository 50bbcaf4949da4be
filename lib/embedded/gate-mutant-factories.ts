import {
  refuseUnauthenticated,
  type ApiAnswer,
  type Authenticate,
  type Caller,
  type Handler,
  type UnauthenticatedRequest,
} from './http.ts';
import type { MutantFacts } from './mutant-factories.ts';
import type { Mutant } from './mutant.ts';
import { rightfulCaller } from './rightful-caller.ts';
import type { World } from './world.ts';

/** A mutant that asks nobody for a credential where `isLetIn`: the caller counts as the rightful one. */
export function createBypassMutant(
  facts: MutantFacts,
  isLetIn: (request: UnauthenticatedRequest, world: World) => boolean,
): Mutant {
  return {
    ...facts,
    apply: ({ world, wrapAuthentication }) =>
      wrapAuthentication((next, route) =>
        facts.operations.includes(route.operationId)
          ? (request) =>
              next(request) ?? (isLetIn(request, world) ? rightfulCaller(world, route.access, request) : undefined)
          : next,
      ),
  };
}

/** A mutant that reads credentials too kindly: a request that is refused is read again in the other ways given. */
export function createLenientMutant(
  facts: MutantFacts,
  reread: (request: UnauthenticatedRequest) => readonly UnauthenticatedRequest[],
): Mutant {
  return {
    ...facts,
    apply: ({ wrapAuthentication }) =>
      wrapAuthentication((next, route) =>
        facts.operations.includes(route.operationId)
          ? (request) => next(request) ?? findCaller(reread(request), next)
          : next,
      ),
  };
}

function findCaller(requests: readonly UnauthenticatedRequest[], next: Authenticate): Caller | undefined {
  for (const request of requests) {
    const caller = next(request);
    if (caller !== undefined) return caller;
  }
  return undefined;
}

/** The request as if it had come with this bearer and no other `Authorization`. */
export function withBearer(request: UnauthenticatedRequest, bearer: string): UnauthenticatedRequest {
  return { ...request, headers: { ...request.headers, authorization: [`Bearer ${bearer}`] } };
}

/** The request as if the credential were what the pattern finds in `Authorization`; nothing where it does not match. */
export function rereadAuthorization(
  request: UnauthenticatedRequest,
  pattern: RegExp,
): readonly UnauthenticatedRequest[] {
  const values = request.headers.authorization ?? [];
  const found = values.length === 1 ? pattern.exec(values[0] ?? '')?.[1] : undefined;
  return found === undefined ? [] : [withBearer(request, found)];
}

/** What is asked for: a method on a path. */
export interface Asked {
  readonly method: string;
  readonly path: string;
}

/** A mutant that routes what has no route by `restore`, and forgets to authenticate what it has routed so. */
export function createRoutingMutant(facts: MutantFacts, restore: (asked: Asked) => Asked): Mutant {
  return {
    ...facts,
    apply: ({ world, wrapRouting }) =>
      wrapRouting((next) => (method, path) => {
        const straight = next(method, path);
        if (straight !== undefined) return straight;
        const restored = restore({ method, path });
        const match = next(restored.method, restored.path);
        if (match === undefined || !facts.operations.includes(match.route.operationId)) return undefined;
        const authenticate: Authenticate = (request) => rightfulCaller(world, match.route.access, request);
        return { ...match, route: { ...match.route, authenticate } };
      }),
  };
}

/** A mutant whose tenants take routing headers that they should refuse. */
export function createRoutingHeaderMutant(
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

/**
 * A mutant that finds out what the rightful caller would be told before it refuses: `spoil` makes the refusal out of
 * both. For operations that change nothing.
 */
export function createPeekingMutant(
  facts: MutantFacts,
  spoil: (refusal: ApiAnswer, told: ApiAnswer) => ApiAnswer,
): Mutant {
  return {
    ...facts,
    apply: ({ world, wrapAuthentication, wrapHandler }) => {
      wrapAuthentication((next, route) =>
        facts.operations.includes(route.operationId) ? (request) => next(request) ?? { kind: 'anonymous' } : next,
      );
      wrapHandler((next, route) => {
        if (!facts.operations.includes(route.operationId)) return next;
        const refuseCaller: Handler = (request) =>
          request.caller.kind === 'anonymous' ? refuseUnauthenticated(route.access) : next(request);
        return async (request) => {
          const given = await refuseCaller(request);
          if (given.status !== 401 && given.status !== 403) return given;
          return spoil(given, await next({ ...request, caller: rightfulCaller(world, route.access, request) }));
        };
      });
    },
  };
}
