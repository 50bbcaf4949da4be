import { posix } from 'node:path';
import { z } from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { answer, refuse, type ApiAnswer, type ApiRequest, type RequestBody } from '../../http.ts';
import type { ControlPlaneWorld, ObservedDetails, Tenant, Workspace } from '../../world.ts';
import { addWorkspace, type NewWorkspace } from '../workspace-record.ts';
import { findProvider, isExternalRuntime } from './runtimes.ts';

/** A tenant and the world that it is in. */
interface Place {
  readonly world: ControlPlaneWorld;
  readonly tenant: Tenant;
}

/** A request with the tenant that it is for. */
export interface Call extends Place {
  readonly request: ApiRequest;
}

/** On SaaS every workspace is of this tier, whatever is asked for. */
export const TIER = 4;

/**
 * Reads an id as PostgreSQL does: in any case, with or without hyphens and braces. Returns the form in which it is
 * stored, or undefined for what is no id.
 */
export function readId(text: string | undefined): string | undefined {
  const hex = (text ?? '').replace(/^\{(.*)\}$/, '$1').toLowerCase();
  const groups = /^([0-9a-f]{8})(-?)([0-9a-f]{4})\2([0-9a-f]{4})\2([0-9a-f]{4})\2([0-9a-f]{12})$/.exec(hex);
  return groups === null ? undefined : [1, 3, 4, 5, 6].map((index) => groups[index]).join('-');
}

/** True for an id in the one form that secrets and billing modes take. */
export function isStrictId(text: string | undefined): boolean {
  return text !== undefined && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

export function removedOf(tenant: Tenant): Map<string, Workspace> {
  tenant.removed ??= new Map();
  return tenant.removed;
}

/** Finds a workspace by the id in the path, the removed ones too. */
export function findAny({ tenant, request }: Call): Workspace | undefined {
  const id = readId(request.params.id) ?? '';
  return tenant.workspaces.get(id) ?? tenant.removed?.get(id);
}

/** Finds a workspace that has not been removed. */
export function findLive({ tenant, request }: Call): Workspace | undefined {
  return tenant.workspaces.get(readId(request.params.id) ?? '');
}

export function keepDetails(workspace: Workspace, details: ObservedDetails): void {
  workspace.observed = { ...workspace.observed, ...details };
}

/** True for texts that PostgreSQL stores: none with a NUL in it. */
export function isStorable(...texts: readonly string[]): boolean {
  return !texts.some((text) => text.includes('\0'));
}

/** True for a number that a column of 32 bits holds. */
export function isSmall(value: number): boolean {
  return value === Math.trunc(value) && Math.abs(value) < 2 ** 31;
}

/** Returns a path of a caller as one below a folder of the server; undefined for one that leads out of it. */
export function pathInside(path: string): string | undefined {
  const inside = posix.normalize(path);
  return posix.isAbsolute(path) || inside === '..' || inside.startsWith('../') ? undefined : inside;
}

/** Finds the workspace of a name below a parent. Names of removed ones are free again. */
export function findByName(tenant: Tenant, name: string, parentId: string | null): Workspace | undefined {
  return [...tenant.workspaces.values()].find((other) => other.name === name && other.parentId === parentId);
}

export function childrenOf(tenant: Tenant, id: string): readonly Workspace[] {
  return [...tenant.workspaces.values()].filter(({ parentId }) => parentId === id);
}

/** Returns a workspace and those below it that pass; what is below one that does not pass is left out too. */
export function withDescendants(
  tenant: Tenant,
  top: Workspace,
  passes: (workspace: Workspace) => boolean = () => true,
): readonly Workspace[] {
  const below = childrenOf(tenant, top.id).filter(passes);
  return [top, ...below.flatMap((child) => withDescendants(tenant, child, passes))];
}

/** Stores a workspace. A computed one is not started yet. */
export function addObserved(
  { world, tenant }: Place,
  wanted: NewWorkspace & { readonly status: Workspace['status']; readonly details?: ObservedDetails },
): Workspace {
  const workspace = addWorkspace(world, tenant, wanted);
  workspace.status = wanted.status;
  if (wanted.details !== undefined) keepDetails(workspace, wanted.details);
  return workspace;
}

/** Mints a token of a workspace. */
export function issueToken(world: ControlPlaneWorld, workspace: Workspace): string {
  const token = { id: world.uuid(), secret: world.secret('mwt'), revoked: false };
  workspace.tokens.set(token.id, token);
  return token.secret;
}

/** Removes a workspace and its descendants softly, and returns how many descendants there were. */
export function removeObserved({ world, tenant }: Place, top: Workspace): number {
  const all = withDescendants(tenant, top);
  for (const workspace of all) {
    tenant.workspaces.delete(workspace.id);
    removedOf(tenant).set(workspace.id, workspace);
    workspace.status = 'removed';
    keepDetails(workspace, { removedAtMs: world.nowMs() });
    revokeTokens(workspace);
  }
  return all.length - 1;
}

function revokeTokens(workspace: Workspace): void {
  for (const token of workspace.tokens.values()) token.revoked = true;
}

/**
 * Starts the machine of a workspace: its tokens die, and it stays `provisioning` until an agent registers, which nothing
 * does here. Runtimes fail for which the control plane has no image, external ones among them; so do models for which the
 * org has to bring a key.
 */
export function provision({ world, tenant }: Place, workspace: Workspace): void {
  revokeTokens(workspace);
  // Starting a removed one brings it back, unless its name has been taken.
  if (tenant.removed?.has(workspace.id) === true) {
    if (findByName(tenant, workspace.name, workspace.parentId) !== undefined) return;
    tenant.removed.delete(workspace.id);
    tenant.workspaces.set(workspace.id, workspace);
  }
  const provider = findProvider(workspace.runtime, modelOf(workspace));
  const hasImage = world.pins.images.some(({ key }) => key === workspace.runtime);
  const fails = !hasImage || (provider !== undefined && provider !== 'platform');
  workspace.status = fails ? 'failed' : 'provisioning';
  if (fails) keepDetails(workspace, { failure: 'the workspace could not be provisioned' });
}

/** Returns the model, which is stored as a secret. */
export function modelOf(workspace: Workspace | undefined): string {
  return workspace?.secrets.get('MODEL')?.value ?? '';
}

/** Restarts that follow from a changed secret: none within this time of the last. */
const DEBOUNCE_MS = 60_000;
/** A machine that is coming up is given this time before it is restarted. */
const BOOT_WAIT_MS = 10_000;

/** Restarts a workspace because a secret of it changed. Waiting is sped up like the provisioning of orgs. */
export function restartForSecret(place: Place, workspace: Workspace): void {
  const { world, tenant } = place;
  const nowMs = world.nowMs();
  const { lastRestartAtMs } = workspace.observed ?? {};
  if (lastRestartAtMs !== undefined && nowMs - lastRestartAtMs < DEBOUNCE_MS / world.speed) return;
  keepDetails(workspace, { lastRestartAtMs: nowMs });
  if (workspace.status === 'removed' || workspace.status === 'paused') return;
  if (isExternalRuntime(workspace.runtime) || workspace.runtime === 'mock') return;
  if (findPausedAncestor(tenant, workspace) !== undefined) return;
  if (workspace.status === 'provisioning') {
    keepDetails(workspace, { restartDueAtMs: nowMs + BOOT_WAIT_MS / world.speed });
  } else {
    provision(place, workspace);
  }
}

/** Carries out the restarts that are due. Nobody looks again whether the workspace has been removed or paused since. */
export function restartDue(place: Place): void {
  const { world, tenant } = place;
  for (const workspace of [...tenant.workspaces.values(), ...(tenant.removed?.values() ?? [])]) {
    const { restartDueAtMs, ...rest } = workspace.observed ?? {};
    if (restartDueAtMs === undefined || restartDueAtMs > world.nowMs()) continue;
    workspace.observed = rest;
    provision(place, workspace);
  }
}

export function findPausedAncestor(tenant: Tenant, workspace: Workspace): Workspace | undefined {
  const parentId = workspace.parentId ?? '';
  const parent = tenant.workspaces.get(parentId) ?? tenant.removed?.get(parentId);
  if (parent === undefined || parent.status === 'paused') return parent;
  return findPausedAncestor(tenant, parent);
}

/** Shows a workspace as the one that is asked for. */
export function showOne(workspace: Workspace): JsonObject {
  return {
    active_tasks: 0,
    agent_card: null,
    broadcast_enabled: false,
    collapsed: false,
    compute: {},
    id: workspace.id,
    last_error_rate: 0,
    last_outbound_at: null,
    max_concurrent_tasks: workspace.observed?.maxConcurrentTasks ?? 1,
    name: workspace.name,
    parent_id: workspace.parentId,
    role: workspace.role,
    runtime: workspace.runtime,
    status: workspace.status,
    talk_to_user_enabled: true,
    tier: workspace.tier,
    uptime_seconds: 0,
    url: workspace.url ?? '',
    x: 0,
    y: 0,
  };
}

/** Shows a workspace as a row of the list, which tells more than the workspace alone. */
export function showRow(workspace: Workspace): JsonObject {
  const { last_outbound_at, ...shared } = showOne(workspace);
  const { listedBudget, failure, workspaceDir } = workspace.observed ?? {};
  return {
    ...shared,
    budget_limit: listedBudget ?? null,
    current_task: '',
    last_sample_error: failure ?? '',
    monthly_spend: workspace.spend.monthly,
    workspace_dir: workspaceDir ?? null,
  };
}

// How the server reads a member of a body: one that is absent or null is empty, one of another type makes the body wrong.
export const textMember = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
export const flagMember = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
/** A whole number of 64 bits. */
export const wholeNumber = z.number().refine((value) => Number.isInteger(value) && Math.abs(value) <= 2 ** 63);
export const numberMember = wholeNumber.nullish().transform((value) => value ?? 0);

/** Reads a body; undefined if it is none, or not of the schema. A JSON `null` counts as an empty object. */
export function readBody<T>(body: RequestBody, schema: z.ZodType<T>): T | undefined {
  return body.kind === 'json' ? schema.safeParse(body.value ?? {}).data : undefined;
}

export const NO_WORKSPACE: ApiAnswer = refuse(404, 'workspace not found');
export const LOOKUP_FAILED: ApiAnswer = refuse(500, 'lookup failed');

export function refuseAs(status: number, code: string, error: string, members: JsonObject): ApiAnswer {
  return answer(status, { code, error, ...members });
}
