import { z } from 'zod';
import type { JsonObject } from '../../core/json.ts';
import { answer, refuse, type ApiAnswer, type ApiRequest, type Route } from '../http.ts';
import { isUuid, validateBody } from '../validate.ts';
import type { Tenant, Workspace, World } from '../world.ts';
import { createTenantRoute, findWorkspace } from './tenant-route.ts';

/** The body of a PUT, on both services. */
export const putBillingModeRequest = z.object({ mode: z.enum(['platform_managed', 'byok', 'disabled']).nullable() });

const ORG_DEFAULT = 'platform_managed';

/** The billing mode of a workspace says who pays for its language model. Null leaves that to the org. */
export function createBillingModeRoutes(world: World): readonly Route[] {
  const both = { path: '/admin/workspaces/{id}/llm-billing-mode', access: 'tenant-admin' } as const;
  return [
    createTenantRoute(world, { operationId: 'tenantGetBillingMode', method: 'GET', ...both }, (tenant, request) => {
      const workspace = findWorkspace(tenant, request);
      // No 404 is declared here: an id that names nothing is a bad request.
      return workspace === undefined ? refuse(400, 'no such workspace') : answer(200, showBillingMode(workspace));
    }),
    createTenantRoute(world, { operationId: 'tenantPutBillingMode', method: 'PUT', ...both }, putBillingMode),
  ];
}

function putBillingMode(tenant: Tenant, request: ApiRequest): ApiAnswer {
  if (!isUuid(request.params.id)) return refuse(400, 'not a workspace id');
  const parsed = validateBody(request.body, putBillingModeRequest);
  if (!parsed.ok) return parsed.refusal;
  const workspace = findWorkspace(tenant, request);
  if (workspace === undefined) return refuse(404, 'no such workspace');
  workspace.billingMode = parsed.value.mode;
  return answer(200, showBillingMode(workspace));
}

/** Shows the contract's `BillingModeResponse`, on both services. `mode` is left out if the workspace has none, because null is not in its enum. */
export function showBillingMode({ billingMode }: Workspace): JsonObject {
  if (billingMode === null) return { effective_mode: ORG_DEFAULT, source: 'org_default' };
  return { mode: billingMode, effective_mode: billingMode, source: 'workspace' };
}
