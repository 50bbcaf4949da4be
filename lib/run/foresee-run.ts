import type { Bindings } from '../cases/bind.ts';
import { plannedSteps } from '../cases/case.ts';
import { createPlan, whyUnproven, type Before, type Plan } from '../cases/plan.ts';
import type { PlanContext } from '../cases/plan-context.ts';
import { countUses, type QuotaUse } from '../cases/quotas.ts';
import { operationsOfShard, type Selection } from '../cases/selection.ts';
import { isOwnOrg, type RemoteConfig } from '../config/config.ts';
import { nameSecrets } from '../core/names.ts';
import type { BootstrapStep } from '../setup/bootstrap-steps.ts';
import { createPlanContext } from '../setup/create-plan-context.ts';
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
  /** The steps that derive what the selected cases need. */
  readonly bootstrap: readonly BootstrapStep[];
  /** With the operations that fall to the shard, where there is one. */
  readonly selection: Selection;
  readonly requestsPerOperation: Readonly<Record<string, number>>;
  readonly requests: number;
}

/** Works out everything that a run would send. Sends nothing. */
export async function foreseeRun(options: PlanOptions): Promise<FullPlan> {
  const every = await foreseeDerivable(options);
  const full = await contextFor(options, availableAfter(options.config, every));
  const selection = narrow(full, options.selection);
  const bootstrap = pruneBootstrap(every, namesAskedBy(createPlan(full, selection)));
  const context = await contextFor(options, availableAfter(options.config, bootstrap));
  const plan = createPlan(context, selection, beforeCases(options, bootstrap));
  const counts = { ...plan.requestsPerOperation };
  for (const [name, count] of Object.entries(countSteps(bootstrap))) counts[name] = (counts[name] ?? 0) + count;
  return {
    plan,
    context,
    bootstrap,
    selection,
    requestsPerOperation: counts,
    requests: Object.values(counts).reduce((sum, count) => sum + count, 0),
  };
}

/**
 * Adds the operations that fall to the shard. They are worked out before anything is sent, and from everything that could be derived:
 * a shard that fails to derive something must not change which operations the others take for theirs.
 */
function narrow(context: PlanContext, selection: Selection): Selection {
  if (selection.shard === undefined) return selection;
  return { ...selection, operations: operationsOfShard(createPlan(context, selection).sequences, selection.shard) };
}

export async function contextFor(
  options: PlanOptions,
  available: ReadonlySet<string>,
  known: Bindings = new Map(nameSecrets(options.config.secrets)),
): Promise<PlanContext> {
  return createPlanContext(options.inputs, {
    seed: options.seed,
    profile: options.profile,
    targetKind: options.targetKind,
    scope: scopeOf(options.config),
    available,
    known,
    given: givenWorkspaces(options.config),
    isOwnOrg: isOwnOrg(options.config),
    mayCreate: options.allowCreation,
  });
}

/** Plans the steps for everything that could be derived, whether the selection needs it or not. Sends nothing. */
export async function foreseeDerivable(options: PlanOptions): Promise<readonly BootstrapStep[]> {
  const context = await contextFor(options, new Set());
  const mayCreate = (options.profile !== 'smoke' || options.allowCreation) && options.targetKind !== 'production';
  return planBootstrap(context, options.config, mayCreate);
}

/** Counts the requests of the steps that have a quota. */
export function usesOf({ inputs }: PlanOptions, steps: readonly BootstrapStep[]): QuotaUse {
  return countUses(
    inputs.data,
    steps.map((step) => step.request),
  );
}

/** The part of quotas and secrets that is used before the first case. */
export function beforeCases(options: PlanOptions, steps: readonly BootstrapStep[]): Before {
  return { uses: usesOf(options, steps), secrets: secretsOf(options.config, steps) };
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
