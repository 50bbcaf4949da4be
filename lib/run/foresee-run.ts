import type { Bindings } from '../cases/bind.ts';
import { plannedSteps, type RequestTemplate, type Sequence } from '../cases/case.ts';
import { withholdUnbound } from '../cases/case-builder.ts';
import { arrangePlan, gatherCases, whyUnproven, type Plan } from '../cases/plan.ts';
import type { PlanContext } from '../cases/plan-context.ts';
import { countUses } from '../cases/quotas.ts';
import { operationsOfShard } from '../cases/selection.ts';
import { nameSecrets } from '../core/names.ts';
import { addCounts } from '../findings/measure-coverage.ts';
import type { BootstrapStep } from '../setup/bootstrap-step.ts';
import { createPlanContext, withNames } from '../setup/create-plan-context.ts';
import { namesAskedBy, pruneBootstrap } from '../setup/prune-bootstrap.ts';
import { namesFromConfig } from '../platform/platform.ts';
import { secretsOf } from '../setup/preflight.ts';
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
  const context = withNames(withoutNames, availableAfter(options, every), known);
  const gathered = narrow(context, gatherCases(context, options.selection), options);
  const bootstrap = pruneBootstrap(
    every,
    namesAskedBy(arrangePlan(context, gathered), options.inputs.platform.services),
  );
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
  const { platform } = options.inputs;
  const context = await createPlanContext(options.inputs, {
    seed: options.seed,
    profile: options.profile,
    targetKind: options.targetKind,
    scope: platform.scopeOf(options.config),
    available: new Set(),
    given: platform.given(options.config),
    isOwnOrg: platform.makesItsOwn(options.config),
    mayCreate: options.allowCreation,
  });
  const mayCreate = (options.profile !== 'smoke' || options.allowCreation) && options.targetKind !== 'production';
  return { context, steps: platform.setup(context, options.config, mayCreate) };
}

/** The services without instances that anything is sent to. */
export function loneServicesOf(
  { platform }: PlanContext['contract'],
  { preflight, sequences }: Plan,
  steps: readonly BootstrapStep[],
): readonly string[] {
  const requests = [
    ...[...steps, ...preflight].map(({ request }) => request),
    ...casesOf(sequences).flatMap((testCase) => plannedSteps(testCase).map(({ request }) => request)),
  ];
  const used = new Set(requests.map(({ service }) => service));
  return platform.services.flatMap(({ id, instanceOf }) => (instanceOf === undefined && used.has(id) ? [id] : []));
}

/** The instances of services whose own host is asked, by a proof or a case, each once. */
export function instancesOf({
  preflight,
  sequences,
}: Plan): readonly Pick<RequestTemplate, 'service' | 'tenantSlug'>[] {
  const requests = [
    ...preflight.filter((probe) => whyUnproven(probe) === undefined).map(({ request }) => request),
    ...casesOf(sequences).flatMap((testCase) => plannedSteps(testCase).map(({ request }) => request)),
  ];
  return [...new Map(requests.map((request) => [`${request.service} ${request.tenantSlug ?? ''}`, request])).values()];
}

function casesOf(sequences: Plan['sequences']): Plan['sequences'][number]['cases'] {
  return sequences.flatMap(({ cases }) => cases);
}

function availableAfter({ inputs, config }: PlanOptions, steps: readonly BootstrapStep[]): ReadonlySet<string> {
  return new Set([
    ...namesFromConfig(inputs.platform, config),
    ...steps.flatMap((step) => step.extracts.map(({ name }) => name)),
  ]);
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
