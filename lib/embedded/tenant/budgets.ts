import { z } from 'zod';
import type { JsonObject } from '../../core/json.ts';
import { answer, refuse, type ApiAnswer, type ApiRequest, type Route } from '../http.ts';
import { isUuid, validateBody } from '../validate.ts';
import type { Period, Tenant, Workspace, World } from '../world.ts';
import { createTenantRoute, findWorkspace } from './tenant-route.ts';

export const PERIODS: readonly Period[] = ['hourly', 'daily', 'weekly', 'monthly'];

const limit = z.int().min(0).nullable();

const patchBudgetRequest = z
  .object({
    budget_limits: z
      .strictObject({ hourly: limit, daily: limit, weekly: limit, monthly: limit })
      .partial()
      .refine((limits) => Object.keys(limits).length > 0, 'names no period')
      .optional(),
    budget_limit: limit.optional(),
  })
  .refine(
    ({ budget_limits, budget_limit }) => (budget_limits === undefined) !== (budget_limit === undefined),
    'exactly one of budget_limits and budget_limit is required',
  );

type PatchBudgetRequest = z.infer<typeof patchBudgetRequest>;

/** A budget limits what a workspace may spend in each period. The legacy members are about the month. */
export function createBudgetRoutes(world: World): readonly Route[] {
  const path = '/workspaces/{id}/budget';
  return [
    createTenantRoute(
      world,
      { operationId: 'tenantGetBudget', method: 'GET', path, access: 'tenant-admin-or-workspace' },
      (tenant, request) => {
        const workspace = findWorkspace(tenant, request);
        return workspace === undefined ? refuse(404, 'no such workspace') : answer(200, showBudget(workspace));
      },
    ),
    createTenantRoute(
      world,
      { operationId: 'tenantPatchBudget', method: 'PATCH', path, access: 'tenant-admin' },
      patchBudget,
    ),
  ];
}

function patchBudget(tenant: Tenant, request: ApiRequest): ApiAnswer {
  if (!isUuid(request.params.id)) return refuse(400, 'not a workspace id');
  const parsed = validateBody(request.body, patchBudgetRequest);
  if (!parsed.ok) return parsed.refusal;
  const workspace = findWorkspace(tenant, request);
  // No 404 is declared here: an id that names nothing is a bad request.
  if (workspace === undefined) return refuse(400, 'no such workspace');
  Object.assign(workspace.limits, readLimits(parsed.value));
  return answer(200, showBudget(workspace));
}

/** Periods that are not named keep their limits; null takes a limit away. */
function readLimits({ budget_limits, budget_limit }: PatchBudgetRequest): Partial<Workspace['limits']> {
  return budget_limit === undefined ? { ...budget_limits } : { monthly: budget_limit };
}

function showBudget(workspace: Workspace): JsonObject {
  const { limits, spend } = workspace;
  const periods = PERIODS.map((period) => [
    period,
    { limit: limits[period], spend: spend[period], remaining: remainingOf(workspace, period) },
  ]);
  return {
    // Made of pairs of a period and its budget, so the entries are JSON.
    periods: Object.fromEntries(periods) as JsonObject,
    budget_limit: limits.monthly,
    monthly_spend: spend.monthly,
    budget_remaining: remainingOf(workspace, 'monthly'),
  };
}

function remainingOf({ limits, spend }: Workspace, period: Period): number | null {
  const allowed = limits[period];
  return allowed === null ? null : Math.max(0, allowed - spend[period]);
}
