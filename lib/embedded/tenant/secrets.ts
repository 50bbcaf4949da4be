import { z } from 'zod';
import type { JsonObject } from '../../core/json.ts';
import {
  answer,
  refuse,
  refuseUnauthenticated,
  type Access,
  type ApiAnswer,
  type ApiRequest,
  type Route,
} from '../http.ts';
import { validateBody } from '../validate.ts';
import type { StoredSecret, Tenant, World } from '../world.ts';
import { createTenantRoute, findWorkspace } from './tenant-route.ts';

type Secrets = Map<string, StoredSecret>;

/** A key has to be a valid name of an environment variable. */
export const secretKey = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'not a name for a secret');

const setSecretRequest = z.object({ key: secretKey, value: z.string() });

/** Stores the secret in the body. POST and PUT do the same. `secrets` is undefined for an unknown workspace. */
function setSecret(secrets: Secrets | undefined, request: ApiRequest, nowMs: number): ApiAnswer {
  const parsed = validateBody(request.body, setSecretRequest);
  if (!parsed.ok) return parsed.refusal;
  // No 404 is declared for setting a secret: a workspace id that names nothing is a bad request.
  if (secrets === undefined) return refuse(400, 'no such workspace');
  storeSecret(secrets, parsed.value, nowMs);
  return answer(200);
}

export function storeSecret(
  secrets: Secrets,
  { key, value }: { readonly key: string; readonly value: string },
  nowMs: number,
): void {
  const createdAtMs = secrets.get(key)?.createdAtMs ?? nowMs;
  secrets.set(key, { key, value, createdAtMs, updatedAtMs: nowMs });
}

/** Shows secrets as the contract's `SecretSummary`: everything but the value. */
function showSecrets(secrets: Secrets, source: 'workspace' | 'global'): readonly JsonObject[] {
  return [...secrets.values()].map(({ key, createdAtMs, updatedAtMs }) => ({
    key,
    created_at: new Date(createdAtMs).toISOString(),
    updated_at: new Date(updatedAtMs).toISOString(),
    source,
  }));
}

function deleteSecret(secrets: Secrets | undefined, request: ApiRequest): ApiAnswer {
  return secrets?.delete(request.params.key ?? '') === true ? answer(200) : refuse(404, 'no such secret');
}

const ACCESS: Access = 'tenant-admin-or-workspace';

/** The secrets of one workspace. Values go in and never come out. */
export function createWorkspaceSecretRoutes(world: World): readonly Route[] {
  const all = { path: '/workspaces/{id}/secrets', access: ACCESS };
  const set = (tenant: Tenant, request: ApiRequest) =>
    setSecret(findWorkspace(tenant, request)?.secrets, request, world.nowMs());
  return [
    createTenantRoute(
      world,
      { operationId: 'tenantListWorkspaceSecrets', method: 'GET', ...all },
      (tenant, request) => {
        const workspace = findWorkspace(tenant, request);
        // Only a 401 is declared here: no credential opens a workspace that does not exist.
        if (workspace === undefined) return refuseUnauthenticated(ACCESS);
        return answer(200, showSecrets(workspace.secrets, 'workspace'));
      },
    ),
    createTenantRoute(world, { operationId: 'tenantSetWorkspaceSecret', method: 'POST', ...all }, set),
    createTenantRoute(world, { operationId: 'tenantPutWorkspaceSecret', method: 'PUT', ...all }, set),
    createTenantRoute(
      world,
      {
        operationId: 'tenantDeleteWorkspaceSecret',
        method: 'DELETE',
        path: '/workspaces/{id}/secrets/{key}',
        access: ACCESS,
      },
      (tenant, request) => deleteSecret(findWorkspace(tenant, request)?.secrets, request),
    ),
  ];
}

/** The secrets that every workspace of the org gets. Values go in and never come out. */
export function createGlobalSecretRoutes(world: World): readonly Route[] {
  const all = { path: '/settings/secrets', access: 'tenant-admin' } as const;
  const one = { path: '/settings/secrets/{key}', access: 'tenant-admin' } as const;
  const set = (tenant: Tenant, request: ApiRequest) => setSecret(tenant.globalSecrets, request, world.nowMs());
  return [
    createTenantRoute(world, { operationId: 'tenantListGlobalSecrets', method: 'GET', ...all }, (tenant) =>
      answer(200, showSecrets(tenant.globalSecrets, 'global')),
    ),
    createTenantRoute(world, { operationId: 'tenantSetGlobalSecret', method: 'POST', ...all }, set),
    createTenantRoute(world, { operationId: 'tenantPutGlobalSecret', method: 'PUT', ...all }, set),
    createTenantRoute(world, { operationId: 'tenantDeleteGlobalSecret', method: 'DELETE', ...one }, (tenant, request) =>
      deleteSecret(tenant.globalSecrets, request),
    ),
  ];
}
