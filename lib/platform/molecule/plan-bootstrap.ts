import type { PlanContext } from '../../cases/plan-context.ts';
import type { RemoteConfig } from '../../config/config.ts';
import type { BootstrapStep } from '../../setup/bootstrap-step.ts';
import { namesFromConfig } from './config-values.ts';
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
