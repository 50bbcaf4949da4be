import { namesIn } from '../cases/bind.ts';
import type { PreflightProbe } from '../cases/plan.ts';
import { HarnessError } from '../core/errors.ts';
import type { RemoteConfig } from '../config/config.ts';
import type { BootstrapStep } from './bootstrap-steps.ts';
import type { Preflight } from './preflight.ts';
import { toVariable } from '../contract/credentials.ts';
import { secretName } from '../core/names.ts';

/** The configured secrets that deriving the rest takes. */
export function secretsOf({ secrets }: RemoteConfig, steps: readonly BootstrapStep[]): readonly string[] {
  const asked = new Set(steps.flatMap(({ request }) => namesIn(request)));
  return Object.keys(secrets).filter((name) => asked.has(secretName(name)));
}

/** Ends the run where a credential that everything rests on is not accepted: before anything is made with it. */
export async function proveWhatBootstrapRestsOn(
  preflight: Preflight,
  probes: readonly PreflightProbe[],
  secrets: readonly string[],
  showTenant: (tenantSlug: string) => Promise<void>,
): Promise<void> {
  for (const probe of probes.filter((each) => each.secrets.every((name) => secrets.includes(name)))) {
    for (const { tenantSlug } of preflight.readsOf(probe).map(({ request }) => request))
      if (tenantSlug !== undefined) await showTenant(tenantSlug);
    const problem = await preflight.tryReads(probe);
    if (problem === undefined || problem === 'proven' || problem.isUsable) continue;
    const variables = probe.secrets.map((name) => toVariable(secretName(name))).join(' and ');
    throw new HarnessError(
      'not-accepted',
      `${variables} is not accepted by this deployment: ${problem.reason}; the run rests on it, and nothing was made or judged`,
      [`set ${variables} to one that is valid at this target; \`conform doctor\` tries each credential on its own`],
    );
  }
}
