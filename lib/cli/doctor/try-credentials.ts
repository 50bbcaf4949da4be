import { namesIn, type Bindings } from '../../cases/bind.ts';
import { createPlan, type PreflightProbe } from '../../cases/plan.ts';
import { EVERYTHING } from '../../cases/selection.ts';
import type { RemoteConfig } from '../../config/config.ts';
import { defined } from '../../core/defined.ts';
import { nameSecrets, nameUnknown, nameValues, toVariable } from '../../core/names.ts';
import { createPlanContext } from '../../setup/create-plan-context.ts';
import { type Inputs } from '../../setup/read-inputs.ts';
import type { RunOptions } from '../../run/run-options.ts';
import { namesFromConfig } from '../../platform/platform.ts';
import { openPreflight } from '../../setup/preflight.ts';
import type { Wire } from '../../transport/wire.ts';

/** The outcome of showing a credential at work. */
export type Trial =
  | { readonly kind: 'accepted'; readonly operationId: string }
  | { readonly kind: 'refused'; readonly operationId: string; readonly outcome: string; readonly proposal?: string }
  | { readonly kind: 'not-tried'; readonly reason: string };

/** By tier. */
export type Trials = ReadonlyMap<string, Trial>;

type TrialOptions = Pick<RunOptions, 'inputs' | 'config' | 'targetKind' | 'seed' | 'profile'>;

/** Shows each configured credential at work where the contract lets it in, by the plan's own preflight; reads only. */
export async function tryCredentials(options: TrialOptions, wire: Wire): Promise<Trials> {
  const { inputs, config } = options;
  const available = new Set(namesFromConfig(inputs.platform, config));
  const isOwnOrg = inputs.platform.makesItsOwn(config);
  const context = await createPlanContext(inputs, {
    ...options,
    scope: inputs.platform.scopeOf(config),
    available,
    isOwnOrg,
    mayCreate: false,
  });
  // A narrower selection would ask for fewer credentials.
  const { preflight } = createPlan(context, EVERYTHING);
  const bindings = bindingsOf(config, inputs);
  const trials = new Map<string, Trial>();
  for (const probe of preflight) trials.set(probe.tier, await tryOne(wire, bindings, probe));
  return trials;
}

async function tryOne(wire: Wire, bindings: Bindings, probe: PreflightProbe): Promise<Trial> {
  if (probe.unprovable !== undefined) return { kind: 'not-tried', reason: probe.unprovable };
  if (probe.request.method !== 'GET')
    return { kind: 'not-tried', reason: `${probe.operationId} is no read, only a run sends it` };
  const unbound = namesIn(probe.request).filter((name) => !bindings.has(name));
  if (unbound.length > 0)
    return { kind: 'not-tried', reason: `a run derives ${unbound.map(toVariable).join(', ')} first` };
  const problem = await openPreflight({ wire, bindings, given: new Set(probe.secrets) }).tryReads(probe);
  if (problem === undefined) return { kind: 'not-tried', reason: 'no read shows it' };
  if (problem === 'proven') return { kind: 'accepted', operationId: probe.operationId };
  const { tried, reason } = problem;
  return {
    kind: 'refused',
    operationId: tried?.operationId ?? probe.operationId,
    outcome: tried?.seen ?? reason,
    ...defined({ proposal: tried?.proposal }),
  };
}

/** Values from the configuration and the data, and of things that do not exist. */
function bindingsOf(config: RemoteConfig, inputs: Inputs): Bindings {
  return new Map([
    ...Object.entries(inputs.platform.valuesOf(config)),
    ...nameSecrets(config.secrets),
    ...nameValues(inputs.data.values),
    ...nameUnknown({
      uuid: '00000000-0000-4000-8000-00000000d0c0',
      slug: 'conformance-unknown-doctor',
      token: 'conformance-unknown-doctor',
      key: 'CONFORMANCE_UNKNOWN_DOCTOR',
    }),
  ]);
}
