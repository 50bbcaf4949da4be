import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { createHandlingMutant, readMembers, withRequestMembers, workspaceOf } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';
import type { Workspace } from '../world.ts';

type Limits = Readonly<Record<string, number | null>>;

/** The limits that are asked for, each null replaced by what stands there now. */
function keepInPlaceOfNull(asked: JsonObject, current: Limits): JsonObject {
  const kept = Object.entries(asked).map(([period, limit]) => [period, limit ?? current[period] ?? null] as const);
  return Object.fromEntries(kept);
}

function withoutNulls(asked: JsonValue | undefined, { limits }: Workspace): JsonObject {
  return isJsonObject(asked) ? { budget_limits: keepInPlaceOfNull(asked, limits) } : { budget_limit: limits.monthly };
}

export const ignoresNullBudget: Mutant = createHandlingMutant(
  {
    id: 'ignores-null-budget',
    title: 'Null does not clear a budget limit',
    incident: 'I-35',
    operations: ['tenantPatchBudget'],
    expects: ['state.update-invisible'],
  },
  (request, next, world) => {
    const workspace = workspaceOf(world, request);
    const { budget_limits, budget_limit } = readMembers(request);
    const isOneOfBoth = isJsonObject(budget_limits) !== (budget_limit === null);
    if (workspace === undefined || !isOneOfBoth) return next(request);
    return next(withRequestMembers(request, withoutNulls(budget_limits, workspace)));
  },
);
