import { createHandlingMutant, readMembers, withMembers, workspaceOf } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';
import type { Workspace } from '../world.ts';

/** What the legacy column holds, where it has parted from the monthly limit. */
const legacyLimits = new WeakMap<Workspace, number | null>();

export const forgetsLegacyBudgetLimit: Mutant = createHandlingMutant(
  {
    id: 'forgets-legacy-budget-limit',
    title: 'A monthly limit that is set per period does not reach budget_limit',
    incident: 'I-34',
    operations: ['tenantPatchBudget', 'tenantGetBudget'],
    expects: ['state.related-fields'],
    unseen: [
      {
        rule: 'state.related-fields',
        operation: 'tenantGetBudget',
        why: 'What is read there is said of the change that did not reach it.',
      },
    ],
  },
  async (request, next, world) => {
    const workspace = workspaceOf(world, request);
    if (workspace === undefined) return next(request);
    if (!legacyLimits.has(workspace)) legacyLimits.set(workspace, workspace.limits.monthly);
    const given = await next(request);
    if (given.status !== 200) return given;
    if ('budget_limit' in readMembers(request)) legacyLimits.set(workspace, workspace.limits.monthly);
    return withMembers(given, { budget_limit: legacyLimits.get(workspace) });
  },
);
