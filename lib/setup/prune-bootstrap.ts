import { namesIn } from '../cases/bind.ts';
import type { RequestTemplate } from '../cases/case.ts';
import type { Plan } from '../cases/plan.ts';
import type { Removal } from '../cases/removal.ts';
import type { BootstrapStep } from './bootstrap-steps.ts';

/** Every name that the requests of a plan ask for. */
export function namesAskedBy(plan: Plan): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (value: unknown, requests: readonly RequestTemplate[]): void => {
    for (const name of [...namesIn(value), ...tenantsAskedBy(requests)]) names.add(name);
  };
  for (const { missing, request, nobody } of plan.preflight)
    if (missing === undefined) add([request, nobody], [request, nobody]);
  for (const lane of plan.lanes) {
    for (const { withheld, steps } of lane.cases) {
      if (withheld !== undefined) continue;
      for (const { request, sees, makes } of steps)
        add([request, sees, makes], [request, ...requestsOf(makes?.removal)]);
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
    const { request, otherwise, removal } = step;
    const requests = [request, ...(otherwise === undefined ? [] : [otherwise]), ...requestsOf(removal)];
    for (const name of [...step.needs, ...namesIn([requests, removal]), ...tenantsAskedBy(requests)]) wanted.add(name);
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

/** What waiting for the tenants that are called gives, since they have to be up: `org.health`. */
function tenantsAskedBy(requests: readonly RequestTemplate[]): readonly string[] {
  return requests
    .flatMap(({ tenantSlug }) => namesIn(tenantSlug))
    .filter((name) => name.endsWith('.slug'))
    .map((name) => name.replace(/slug$/, 'health'));
}

function requestsOf(removal: Removal | undefined): readonly RequestTemplate[] {
  if (removal === undefined) return [];
  const { undo, otherwise, proof, find } = removal;
  return [undo, otherwise, proof?.request, find?.request].filter((request) => request !== undefined);
}
