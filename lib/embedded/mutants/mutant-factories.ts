import { isJsonObject, type JsonObject } from '../../core/json.ts';
import { findAddressedOrg, isSameSecret, readBearer } from '../authenticate.ts';
import { createControlPlaneRoutes } from '../cp/routes.ts';
import type {
  Access,
  ApiAnswer,
  ApiRequest,
  Authenticate,
  Caller,
  FinishAnswer,
  Handler,
  UnauthenticatedRequest,
} from '../http.ts';
import type { Mutant } from '../mutant.ts';
import { createSeededWorld } from '../seed-world.ts';
import { createTenantRoutes } from '../tenant/routes.ts';
import { findOrgBySlug, findOrgIdOfWorkspace, type ControlPlaneWorld, type Workspace, type World } from '../world.ts';

export type MutantFacts = Omit<Mutant, 'apply'>;

/** Creates a mutant that authenticates in another way on its operations. `next` is the right way. */
export function createAuthenticatingMutant(
  facts: MutantFacts,
  authenticate: (
    request: UnauthenticatedRequest,
    next: Authenticate,
    context: { readonly world: World; readonly access: Access },
  ) => Caller | undefined,
): Mutant {
  return {
    ...facts,
    apply: ({ world, wrapAuthentication }) =>
      wrapAuthentication((next, { operationId, access }) =>
        facts.operations.includes(operationId) ? (request) => authenticate(request, next, { world, access }) : next,
      ),
  };
}

/** Creates a mutant that takes the caller for the rightful one where `isLetIn`. */
export function createBypassMutant(
  facts: MutantFacts,
  isLetIn: (request: UnauthenticatedRequest, world: World) => boolean,
): Mutant {
  return createAuthenticatingMutant(
    facts,
    (request, next, { world, access }) =>
      next(request) ?? (isLetIn(request, world) ? findRightfulCaller(world, access, request) : undefined),
  );
}

/** Creates a mutant that handles its operations in another way. Callers are authenticated already. */
export function createHandlingMutant(
  facts: MutantFacts,
  handle: (request: ApiRequest, next: Handler, world: ControlPlaneWorld) => ApiAnswer | Promise<ApiAnswer>,
): Mutant {
  return {
    ...facts,
    apply: ({ world, wrapHandler }) =>
      wrapHandler((next, route) =>
        facts.operations.includes(route.operationId) ? (request) => handle(request, next, world) : next,
      ),
  };
}

/** Creates a mutant that spoils the answers of its handlers. It does not see the refusals before them. */
export function createSpoilingMutant(
  facts: MutantFacts,
  spoil: (given: ApiAnswer, request: ApiRequest, world: ControlPlaneWorld) => ApiAnswer,
): Mutant {
  return createHandlingMutant(facts, async (request, next, world) => spoil(await next(request), request, world));
}

/** Creates a mutant that spoils the final answers of its operations, refusals and common headers included. */
export function createFinishingMutant(facts: MutantFacts, finish: FinishAnswer): Mutant {
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

const { world: anyWorld } = createSeededWorld({
  seed: 'operations',
  speed: 1,
  nowMs: () => 0,
  tenantUrl: (slug) => slug,
});

/** The operations of both services, for faults that show everywhere. Health is not part of the contract. */
export const EVERY_OPERATION: readonly string[] = [
  ...createControlPlaneRoutes(anyWorld),
  ...createTenantRoutes(anyWorld),
]
  .map(({ operationId }) => operationId)
  .filter((operationId) => operationId !== 'health');

/** Returns the caller who should have sent the request: a broken gate puts it in place of the real one. */
export function findRightfulCaller(world: World, access: Access, request: UnauthenticatedRequest): Caller {
  switch (access) {
    case 'open':
      return { kind: 'anonymous' };
    case 'session':
      return { kind: 'user', userId: findOwnerId(world, request) };
    case 'cp-admin':
      return { kind: 'cp-admin' };
    case 'provision':
      return { kind: 'provisioner' };
    case 'deprovision-pair':
      return { kind: 'deprovisioner', orgId: findOrgIdOfWorkspace(world, request.params.workspace_id ?? '') ?? '' };
    case 'tenant-admin':
    case 'tenant-admin-or-session':
    case 'tenant-admin-or-workspace':
      return { kind: 'tenant-admin', orgId: request.tenantOrgId ?? '' };
  }
}

/** Returns the owner of the org that the request names, by path or by body, else of the first org. */
function findOwnerId(world: World, request: UnauthenticatedRequest): string {
  const { org_slug } = readMembers(request);
  const slug = request.params.slug ?? (typeof org_slug === 'string' ? org_slug : undefined);
  const [first] = world.orgs.values();
  return (slug === undefined ? first : (findOrgBySlug(world, slug) ?? first))?.ownerUserId ?? '';
}

/** True if the bearer is the API key of any org, and not revoked. */
export function carriesOrgKey(request: Pick<UnauthenticatedRequest, 'headers'>, world: World): boolean {
  const keys = [...world.orgs.values()].flatMap(({ tenant }) => [...tenant.orgTokens.values()]);
  const valid = keys.filter(({ revoked }) => !revoked);
  return isSecretOf(valid, readBearer(request));
}

/** True if one of the tokens has this secret. */
export function isSecretOf(tokens: Iterable<{ readonly secret: string }>, secret: string | undefined): boolean {
  return secret !== undefined && [...tokens].some((token) => isSameSecret(token.secret, secret));
}

/** Finds the workspace that the path names, at the tenant that is addressed. */
export function findAddressedWorkspace(world: World, request: UnauthenticatedRequest): Workspace | undefined {
  return findAddressedOrg(world, request)?.tenant.workspaces.get(request.params.id ?? '');
}

/** Returns the request with this bearer as its only `Authorization`. */
export function withBearer(request: UnauthenticatedRequest, bearer: string): UnauthenticatedRequest {
  return { ...request, headers: { ...request.headers, authorization: [`Bearer ${bearer}`] } };
}

/** Returns the request as if the owner of the org in its path had sent it. */
export function asOwner(request: ApiRequest, world: World): ApiRequest {
  const org = findOrgBySlug(world, request.params.slug ?? '');
  return org === undefined ? request : { ...request, caller: { kind: 'user', userId: org.ownerUserId } };
}

/** Adds members to the body of an answer, or replaces them. Leaves a body that is no object alone. */
export function withMembers(given: ApiAnswer, members: JsonObject): ApiAnswer {
  return isJsonObject(given.body) ? { ...given, body: { ...given.body, ...members } } : given;
}

/** Removes a header from an answer. */
export function withoutHeader(given: ApiAnswer, name: string): ApiAnswer {
  const kept = Object.entries(given.headers ?? {}).filter(([other]) => other !== name);
  return { ...given, headers: Object.fromEntries(kept) };
}

/** Adds members to the body of a request, or replaces them. Leaves a body that is no object alone. */
export function withRequestMembers(request: ApiRequest, members: JsonObject): ApiRequest {
  if (request.body.kind !== 'json' || !isJsonObject(request.body.value)) return request;
  return { ...request, body: { kind: 'json', value: { ...request.body.value, ...members } } };
}

/** Returns the members of the request's body; none if it is no object. */
export function readMembers({ body }: UnauthenticatedRequest): JsonObject {
  return body.kind === 'json' && isJsonObject(body.value) ? body.value : {};
}
