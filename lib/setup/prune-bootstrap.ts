import { namesIn } from '../cases/bind.ts';
import type { Plan } from '../cases/plan.ts';
import type { BootstrapStep } from './bootstrap-steps.ts';

/** Every name that the requests of a plan ask for. */
export function namesAskedBy(plan: Plan): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (value: unknown): void => {
    for (const name of [...namesIn(value), ...tenantsAskedBy(value)]) names.add(name);
  };
  for (const probe of plan.preflight) if (probe.missing === undefined) add([probe.request, probe.nobody]);
  for (const lane of plan.lanes) {
    for (const { withheld, steps } of lane.cases) {
      if (withheld !== undefined) continue;
      for (const { request, sees, makes } of steps) add([request, sees, makes]);
    }
  }
  for (const org of ['org', 'otherOrg']) if (names.has(`${org}.slug`)) names.add(`${org}.isThere`);
  // Its origin is that of the org's tenant.
  if (names.has('origin.tenant')) names.add('org.slug');
  return names;
}

/** The steps whose names are asked for, and those that they rest on or are not complete without. */
export function pruneBootstrap(steps: readonly BootstrapStep[], names: ReadonlySet<string>): readonly BootstrapStep[] {
  const kept = new Set<string>();
  const wanted = new Set(names);
  const keep = (step: BootstrapStep): void => {
    if (kept.has(step.id)) return;
    kept.add(step.id);
    const asked = [step.request, step.otherwise, step.removal];
    for (const name of [...step.needs, ...namesIn(asked), ...tenantsAskedBy(asked)]) wanted.add(name);
  };
  // Each round keeps at least one step more, or is the last.
  for (let before = -1; before < kept.size;) {
    before = kept.size;
    for (const step of steps) {
      const isWanted = step.takes.some((take) => wanted.has(take.name));
      if (isWanted || (step.completes !== undefined && kept.has(step.completes))) keep(step);
    }
  }
  return steps.filter((step) => kept.has(step.id));
}

/** A tenant that is called has to be up: `org.health` is what waiting for it gives. */
function tenantsAskedBy(value: unknown): readonly string[] {
  const slugs = [...JSON.stringify(value ?? null).matchAll(/"tenantSlug":"\$\{(\w+)\.slug\}"/g)];
  return slugs.map((match) => `${match[1] ?? ''}.health`);
}
