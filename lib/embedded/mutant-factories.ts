import { isJsonObject, type JsonObject } from '../core/json.ts';
import {
  refuse,
  type ApiAnswer,
  type ApiRequest,
  type Caller,
  type FinishAnswer,
  type Handler,
  type UnauthenticatedRequest,
} from './http.ts';
import type { Mutant } from './mutant.ts';
import type { Workspace, World } from './world.ts';

export type MutantFacts = Omit<Mutant, 'apply'>;

/** A mutant that lets more callers in on its operations: `admit` is asked where the credentials were refused. */
export function createAdmittingMutant(
  facts: MutantFacts,
  admit: (request: UnauthenticatedRequest, world: World) => Caller | undefined,
): Mutant {
  return {
    ...facts,
    apply: ({ world, wrapAuthentication }) =>
      wrapAuthentication((next, route) =>
        facts.operations.includes(route.operationId) ? (request) => next(request) ?? admit(request, world) : next,
      ),
  };
}

/** A mutant that handles its operations in another way; callers are authenticated already. */
export function createHandlingMutant(
  facts: MutantFacts,
  handle: (request: ApiRequest, next: Handler, world: World) => ApiAnswer | Promise<ApiAnswer>,
): Mutant {
  return {
    ...facts,
    apply: ({ world, wrapHandler }) =>
      wrapHandler((next, route) =>
        facts.operations.includes(route.operationId) ? (request) => handle(request, next, world) : next,
      ),
  };
}

/** A mutant that spoils the final answers of its operations, refusals included. */
export function createAnsweringMutant(facts: MutantFacts, finish: FinishAnswer): Mutant {
  return {
    ...facts,
    apply: ({ wrapAnswer }) =>
      wrapAnswer((next, route) =>
        facts.operations.includes(route.operationId)
          ? async (given, request) => finish(await next(given, request), request)
          : next,
      ),
  };
}

/** A mutant whose router answers PUT, POST and PATCH on the paths of its operations with a 405 that has these headers. */
export function createMethodRefusingMutant(facts: MutantFacts, headers: Readonly<Record<string, string>>): Mutant {
  const refused = { ...refuse(405, 'method not allowed'), headers };
  return {
    ...facts,
    apply: ({ changeRoutes }) =>
      changeRoutes((routes) => [
        ...routes,
        ...routes
          .filter(({ operationId }) => facts.operations.includes(operationId))
          .flatMap((route) => ['PUT', 'POST', 'PATCH'].map((method) => ({ ...route, method, handle: () => refused }))),
      ]),
  };
}

/** A mutant of the whole deployment: every so-many-th request gets this answer in place of its own. */
export function createRecurringMutant(facts: MutantFacts, every: number, given: ApiAnswer): Mutant {
  return {
    ...facts,
    apply: ({ wrapService }) => {
      let count = 0;
      wrapService((next) => (incoming, service) => {
        count += 1;
        return count % every === 0 ? Promise.resolve(given) : next(incoming, service);
      });
    },
  };
}

/** The workspace that the path names, at the tenant that is addressed. */
export function workspaceOf(world: World, request: ApiRequest): Workspace | undefined {
  return world.orgs.get(request.tenantOrgId ?? '')?.tenant.workspaces.get(request.params.id ?? '');
}

/** The answer with other members in its body; left alone when the body is no object. */
export function withMembers(given: ApiAnswer, members: JsonObject): ApiAnswer {
  return isJsonObject(given.body) ? { ...given, body: { ...given.body, ...members } } : given;
}

/** The answer without a header. */
export function withoutHeader(given: ApiAnswer, name: string): ApiAnswer {
  const kept = Object.entries(given.headers ?? {}).filter(([other]) => other !== name);
  return { ...given, headers: Object.fromEntries(kept) };
}

/** The request with other members in its body; left alone when the body is no object. */
export function withRequestMembers(request: ApiRequest, members: JsonObject): ApiRequest {
  if (request.body.kind !== 'json' || !isJsonObject(request.body.value)) return request;
  return { ...request, body: { kind: 'json', value: { ...request.body.value, ...members } } };
}

/** The members of the request's body, none when it is no object. */
export function readMembers(request: ApiRequest): JsonObject {
  return request.body.kind === 'json' && isJsonObject(request.body.value) ? request.body.value : {};
}
