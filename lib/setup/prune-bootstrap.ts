import { namesIn } from '../cases/bind.ts';
import type { Removal, RequestTemplate } from '../cases/case.ts';
import type { Plan } from '../cases/plan.ts';
import type { ServiceFacts } from '../contract/contract.ts';
import type { BootstrapStep } from './bootstrap-step.ts';

/** Names that the requests of a plan ask for. */
export function namesAskedBy(plan: Plan, services: readonly ServiceFacts[]): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (value: unknown, requests: readonly RequestTemplate[]): void => {
    for (const name of [...namesIn(value), ...tenantsAskedBy(requests)]) names.add(name);
  };
  for (const { missing, request, nobody } of plan.preflight)
    if (missing === undefined) add([request, nobody], [request, nobody]);
  for (const sequence of plan.sequences) {
    for (const { withheld, steps } of sequence.cases) {
      if (withheld !== undefined) continue;
      for (const { request, sees, makes } of steps)
        add([request, sees, makes], [request, ...requestsOf(makes?.removal)]);
    }
  }
  for (const org of ['org', 'otherOrg']) if (names.has(`${org}.slug`)) names.add(`${org}.isThere`);
  // The origin of an instance is derived from what it is the instance of.
  for (const { id, instanceOf } of services)
    if (instanceOf !== undefined && names.has(`origin.${id}`)) names.add(instanceOf);
  return names;
}

/** Selects the steps whose names are asked for, those that they need or are not complete without, and rehearsals of their removal. */
export function pruneBootstrap(steps: readonly BootstrapStep[], names: ReadonlySet<string>): readonly BootstrapStep[] {
  const kept = new Set<string>();
  const removals = new Set<string>();
  const wanted = new Set(names);
  const keep = (step: BootstrapStep): void => {
    if (kept.has(step.id)) return;
    kept.add(step.id);
    const { request, otherwise, removal } = step;
    const requests = [request, ...(otherwise === undefined ? [] : [otherwise]), ...requestsOf(removal)];
    if (removal !== undefined) removals.add(removal.undo.operationId);
    for (const name of [...step.needs, ...namesIn([requests, removal]), ...tenantsAskedBy(requests)]) wanted.add(name);
  };
  // Repeated until a round keeps no further step.
  for (let before = -1; before < kept.size;) {
    before = kept.size;
    for (const step of steps) {
      const isWanted = step.extracts.some(({ name }) => wanted.has(name));
      const isRehearsed = step.isRehearsal === true && removals.has(step.request.operationId);
      if (isWanted || isRehearsed || (step.completes !== undefined && kept.has(step.completes))) keep(step);
    }
  }
  return steps.filter((step) => kept.has(step.id));
}

/** Names that are bound by waiting for the tenants of these requests: `org.health` for `${org.slug}`. */
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
