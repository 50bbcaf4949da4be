import { z } from 'zod';
import { answer, refuse, type ApiAnswer, type ApiRequest, type RequestBody, type Route } from '../http.ts';
import { validateBody } from '../validate.ts';
import type { OrgToken, Tenant, World } from '../world.ts';
import { createTenantRoute } from './tenant-route.ts';

const LONGEST_NAME = 100;

/** The name's length is counted in code points, as JSON Schema does. */
const createOrgTokenRequest = z.object({
  name: z
    .string()
    .refine((name) => [...name].length <= LONGEST_NAME, `longer than ${LONGEST_NAME} characters`)
    .default(''),
});

/** Long enough to recognise a key, too short to guess it. */
const PREFIX_LENGTH = 12;

/** Org API keys. The plaintext is shown once, when a key is minted. */
export function createOrgTokenRoutes(world: World): readonly Route[] {
  const all = { path: '/org/tokens', access: 'tenant-admin' } as const;
  const one = { path: '/org/tokens/{id}', access: 'tenant-admin' } as const;
  return [
    createTenantRoute(world, { operationId: 'tenantListOrgTokens', method: 'GET', ...all }, listTokens),
    createTenantRoute(world, { operationId: 'tenantCreateOrgToken', method: 'POST', ...all }, (tenant, request) =>
      mintToken(world, tenant, request),
    ),
    createTenantRoute(world, { operationId: 'tenantRevokeOrgToken', method: 'DELETE', ...one }, revokeToken),
  ];
}

function listTokens(tenant: Tenant): ApiAnswer {
  const tokens = [...tenant.orgTokens.values()]
    .filter(({ revoked }) => !revoked)
    .map((token) => ({
      id: token.id,
      prefix: prefixOf(token),
      name: token.name,
      created_at: new Date(token.createdAtMs).toISOString(),
    }));
  return answer(200, { tokens, count: tokens.length });
}

function mintToken(world: World, tenant: Tenant, request: ApiRequest): ApiAnswer {
  const noBody: RequestBody = { kind: 'json', value: {} };
  const parsed = validateBody(request.body.kind === 'absent' ? noBody : request.body, createOrgTokenRequest);
  if (!parsed.ok) return parsed.refusal;
  const token: OrgToken = {
    id: world.uuid(),
    name: parsed.value.name,
    secret: world.secret('mok'),
    createdAtMs: world.nowMs(),
    revoked: false,
  };
  tenant.orgTokens.set(token.id, token);
  const { id, name, secret } = token;
  const warning = 'Keep this key now: it is not shown again.';
  const body = { id, prefix: prefixOf(token), name, auth_token: secret, warning };
  return answer(200, body, { 'Cache-Control': 'no-store' });
}

function prefixOf(token: OrgToken): string {
  return token.secret.slice(0, PREFIX_LENGTH);
}

/** Revokes a key. It stays on record, so that its id is not given out again; revoking it a second time is a 404. */
function revokeToken(tenant: Tenant, request: ApiRequest): ApiAnswer {
  const token = tenant.orgTokens.get(request.params.id ?? '');
  if (token === undefined || token.revoked) return refuse(404, 'no such key');
  token.revoked = true;
  return answer(200, { revoked: token.id });
}
