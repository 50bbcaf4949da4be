import { namesIn } from '../cases/bind.ts';
import type { Removal, RequestTemplate } from '../cases/case.ts';
import type { Plan } from '../cases/plan.ts';
import type { PlanContext } from '../cases/plan-context.ts';
import type { RemoteConfig } from '../config/config.ts';
import { secretName } from '../core/names.ts';
import {
  createOrg,
  doBefore,
  fetchAdminToken,
  findOrg,
  FOREIGN_WORKSPACE,
  HERE,
  lookForOrg,
  makeWorkspace,
  mintOrgKey,
  mintWorkspaceToken,
  ORG_KEYS,
  spendOrgKey,
  spendWorkspace,
  THERE,
  waitForOrg,
  waitForTenant,
  workspaceFor,
  WORKSPACES,
  type BootstrapStep,
  type WorkspaceWithToken,
} from './bootstrap-steps.ts';

/**
 * Plans the calls that derive what a target with this configuration lacks, in order: ids of the orgs (or new orgs), the tenants'
 * admin tokens, org keys, workspaces and their tokens. Where `mayCreate` is false there are only reads among them.
 */
export function planBootstrap(
  context: PlanContext,
  config: RemoteConfig,
  mayCreate: boolean,
): readonly BootstrapStep[] {
  const given: ReadonlySet<string> = new Set(namesFromConfig(config));
  const known = new Set(given);
  const steps: BootstrapStep[] = [];
  const add = (step: BootstrapStep | undefined): void => {
    if (
      step === undefined ||
      !context.scope.services.includes(step.request.service) ||
      step.extracts.every(({ kind, name }) => kind === 'name' || known.has(name)) ||
      !step.needs.every((name) => known.has(name))
    )
      return;
    // Decided by method, not by `removal`: minting a token creates something, yet has no undo.
    if (step.request.method !== 'GET' && !mayCreate) return;
    steps.push(step);
    for (const { name } of step.extracts) known.add(name);
  };
  // Both orgs are created before either is waited for, so that they come up at the same time.
  for (const place of [HERE, THERE]) {
    add(createOrg(context, place, known));
    add(findOrg(context, place, given, known));
    if (given.has(`${place.org}.slug`)) add(lookForOrg(context, place));
  }
  for (const place of [HERE, THERE]) {
    add(waitForOrg(context, place, steps));
    add(fetchAdminToken(context, place, steps));
    add(waitForTenant(place, steps));
    add(mintOrgKey(context, place, ORG_KEYS[place.org]));
  }
  for (const step of spendWorkspace(context)) add(step);
  const addWorkspace = (draft: WorkspaceWithToken): void => {
    add(makeWorkspace(context, HERE, draft));
    add(mintWorkspaceToken(context, draft.token));
  };
  for (const draft of WORKSPACES) addWorkspace(draft);
  for (const operation of context.contract.operations) {
    const draft = workspaceFor(context, operation);
    if (draft !== undefined) addWorkspace(draft);
    add(doBefore(context, operation));
  }
  add(makeWorkspace(context, THERE, FOREIGN_WORKSPACE));
  for (const step of spendOrgKey(context)) add(step);
  return steps;
}

/** Names that are bound by the configuration alone. */
export function namesFromConfig(config: RemoteConfig): readonly string[] {
  return [...Object.keys(config.secrets).map(secretName), ...Object.keys(configBindings(config))];
}

const WORKSPACE_IDS: ReadonlySet<string> = new Set(['workspace.id', 'otherWorkspace.id']);

/** Names of the workspaces that were there before the run. */
export function givenWorkspaces(config: RemoteConfig): ReadonlySet<string> {
  return new Set(Object.keys(configBindings(config)).filter((name) => WORKSPACE_IDS.has(name)));
}

export function configBindings(config: RemoteConfig): Readonly<Record<string, string>> {
  const entries: readonly (readonly [string, string | undefined])[] = [
    ['org.slug', config.org?.slug],
    ['org.id', config.org?.id],
    ['otherOrg.slug', config.otherOrg?.slug],
    ['otherOrg.id', config.otherOrg?.id],
    ['workspace.id', config.workspaceId],
    ['otherWorkspace.id', config.otherWorkspaceId],
  ];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Names that the requests of a plan ask for. */
export function namesAskedBy(plan: Plan): ReadonlySet<string> {
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
  // `origin.tenant` is derived from the slug.
  if (names.has('origin.tenant')) names.add('org.slug');
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
