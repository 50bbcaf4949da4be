import type { Bindings } from '../cases/bind.ts';
import { plannedSteps, type Sequence } from '../cases/case.ts';
import { withholdUnbound } from '../cases/case-builder.ts';
import { arrangePlan, gatherCases, whyUnproven, type Plan } from '../cases/plan.ts';
import type { PlanContext } from '../cases/plan-context.ts';
import { countUses } from '../cases/quotas.ts';
import { operationsOfShard } from '../cases/selection.ts';
import { isOwnOrg, type RemoteConfig } from '../config/config.ts';
import { nameSecrets } from '../core/names.ts';
import { addCounts } from '../findings/measure-coverage.ts';
import type { BootstrapStep } from '../setup/bootstrap-steps.ts';
import { createPlanContext, withNames } from '../setup/create-plan-context.ts';
import {
  givenWorkspaces,
  namesAskedBy,
  namesFromConfig,
  planBootstrap,
  pruneBootstrap,
} from '../setup/plan-bootstrap.ts';
import { secretsOf } from '../setup/preflight.ts';
import { scopeOf } from '../setup/scope-of-config.ts';
import type { PlanOptions } from './run-options.ts';

/** The plan of a run, with the steps that come before it. */
export interface FullPlan {
  readonly plan: Plan;
  readonly context: PlanContext;
  /** The cases of the selection, from which the plan is arranged. */
  readonly gathered: readonly Sequence[];
  /** The steps that derive what the selected cases need. */
  readonly bootstrap: readonly BootstrapStep[];
  readonly requestsPerOperation: Readonly<Record<string, number>>;
  readonly requests: number;
}

/** Works out everything that a run would send. Sends nothing. */
export async function foreseeRun(options: PlanOptions): Promise<FullPlan> {
  const { context: withoutNames, steps: every } = await foreseeDerivable(options);
  const known = new Map(nameSecrets(options.config.secrets));
  const context = withNames(withoutNames, availableAfter(options.config, every), known);
  const gathered = narrow(context, gatherCases(context, options.selection), options);
  const bootstrap = pruneBootstrap(every, namesAskedBy(arrangePlan(context, gathered)));
  const plan = arrange(context, gathered, options, bootstrap);
  const requestsPerOperation = addCounts(plan.requestsPerOperation, countSteps(bootstrap));
  return {
    plan,
    context,
    gathered,
    bootstrap,
    requestsPerOperation,
    requests: Object.values(requestsPerOperation).reduce((sum, count) => sum + count, 0),
  };
}

/**
 * Arranges the plan anew with the names that could really be derived, and what is known of them. Without a difference it is the plan
 * that was foreseen.
 */
export function arrangeWithNames(options: PlanOptions, foreseen: FullPlan, known: Bindings): FullPlan {
  const context = withNames(foreseen.context, new Set(known.keys()), known);
  const gathered = withholdUnbound(context, foreseen.gathered);
  return { ...foreseen, context, gathered, plan: arrange(context, gathered, options, foreseen.bootstrap) };
}

function arrange(
  context: PlanContext,
  gathered: readonly Sequence[],
  options: PlanOptions,
  bootstrap: readonly BootstrapStep[],
): Plan {
  return arrangePlan(context, gathered, {
    uses: countUses(
      options.inputs.data,
      bootstrap.map((step) => step.request),
    ),
    secrets: secretsOf(options.config, bootstrap),
    isExhaustive: options.selection.isExhaustive === true,
  });
}

/**
 * Leaves the operations that fall to the shard. They are worked out before anything is sent, and from everything that could be derived:
 * a shard that fails to derive something must not change which operations the others take for theirs.
 */
function narrow(
  context: PlanContext,
  gathered: readonly Sequence[],
  { selection: { shard, isExhaustive = false } }: PlanOptions,
): readonly Sequence[] {
  if (shard === undefined) return gathered;
  const operations = operationsOfShard(arrangePlan(context, gathered, { isExhaustive }).sequences, shard);
  return gathered.filter(({ operationId }) => operations.includes(operationId));
}

/** Plans the steps for everything that could be derived, whether the selection needs it or not. Sends nothing. */
export async function foreseeDerivable(
  options: Omit<PlanOptions, 'selection'>,
): Promise<{ readonly context: PlanContext; readonly steps: readonly BootstrapStep[] }> {
  const context = await createPlanContext(options.inputs, {
    seed: options.seed,
    profile: options.profile,
    targetKind: options.targetKind,
    scope: scopeOf(options.config),
    available: new Set(),
    given: givenWorkspaces(options.config),
    isOwnOrg: isOwnOrg(options.config),
    mayCreate: options.allowCreation,
  });
  const mayCreate = (options.profile !== 'smoke' || options.allowCreation) && options.targetKind !== 'production';
  return { context, steps: planBootstrap(context, options.config, mayCreate) };
}

/** Whether anything is sent to the control plane. */
export function usesControlPlane({ preflight, sequences }: Plan, steps: readonly BootstrapStep[]): boolean {
  const requests = [
    ...[...steps, ...preflight].map(({ request }) => request),
    ...casesOf(sequences).flatMap((testCase) => plannedSteps(testCase).map(({ request }) => request)),
  ];
  return requests.some(({ service }) => service === 'cp');
}

/** Slug placeholders of the tenants whose own host is asked, by a proof or a case. */
export function tenantsOf({ preflight, sequences }: Plan): readonly string[] {
  const requests = [
    ...preflight.filter((probe) => whyUnproven(probe) === undefined).map(({ request }) => request),
    ...casesOf(sequences).flatMap((testCase) => plannedSteps(testCase).map(({ request }) => request)),
  ];
  return [
    ...new Set(
      requests.flatMap(({ service, tenantSlug }) =>
        service === 'tenant' && tenantSlug !== undefined ? [tenantSlug] : [],
      ),
    ),
  ];
}

function casesOf(sequences: Plan['sequences']): Plan['sequences'][number]['cases'] {
  return sequences.flatMap(({ cases }) => cases);
}

function availableAfter(config: RemoteConfig, steps: readonly BootstrapStep[]): ReadonlySet<string> {
  return new Set([...namesFromConfig(config), ...steps.flatMap((step) => step.extracts.map(({ name }) => name))]);
}

export function countCases(plan: Plan): number {
  return plan.sequences.reduce((sum, sequence) => sum + sequence.cases.length, 0);
}

/** Counts the requests of the steps, by operation id. */
export function countSteps(steps: readonly BootstrapStep[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const step of steps) counts[step.request.operationId] = (counts[step.request.operationId] ?? 0) + 1;
  return counts;
}
