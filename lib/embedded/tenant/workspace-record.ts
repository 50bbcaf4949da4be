import type { JsonObject } from '../../core/json.ts';
import type { Tenant, Workspace, World } from '../world.ts';

/** What is known of a workspace before it exists; the rest is filled in. */
export interface NewWorkspace {
  readonly name: string;
  readonly role?: string | null | undefined;
  readonly tier?: number | undefined;
  readonly runtime?: string | undefined;
  readonly model?: string | null | undefined;
  readonly url?: string | undefined;
  readonly parentId?: string | null | undefined;
  readonly monthlyLimit?: number | null | undefined;
  /** Runs on a machine of its owner: nothing has to be started. */
  readonly isExternal?: boolean | undefined;
}

export const DEFAULT_TIER = 2;
export const DEFAULT_RUNTIME = 'langgraph';

/** How long a workspace takes to come up, far less than in real life. */
const BOOT_MS = 300;

export function addWorkspace(world: World, tenant: Tenant, wanted: NewWorkspace): Workspace {
  const workspace: Workspace = {
    id: world.uuid(),
    name: wanted.name,
    role: wanted.role ?? null,
    tier: wanted.tier ?? DEFAULT_TIER,
    runtime: wanted.runtime ?? DEFAULT_RUNTIME,
    status: wanted.isExternal === true ? 'online' : 'provisioning',
    parentId: wanted.parentId ?? null,
    model: wanted.model ?? null,
    url: wanted.url ?? null,
    createdAtMs: world.nowMs(),
    limits: { hourly: null, daily: null, weekly: null, monthly: wanted.monthlyLimit ?? null },
    spend: { hourly: 0, daily: 0, weekly: 0, monthly: 0 },
    billingMode: null,
    secrets: new Map(),
    env: new Map(),
    tokens: new Map(),
    restarts: 0,
  };
  tenant.workspaces.set(workspace.id, workspace);
  return workspace;
}

/** Removes a workspace with everything below it, and says how many went with it. Its secrets and tokens go too. */
export function removeWorkspace(tenant: Tenant, id: string): number {
  tenant.workspaces.delete(id);
  const children = [...tenant.workspaces.values()].filter(({ parentId }) => parentId === id);
  return children.reduce((removed, child) => removed + 1 + removeWorkspace(tenant, child.id), 0);
}

/** Whether it has come up follows from the clock alone, so that reading a workspace changes nothing. */
export function statusOf(workspace: Workspace, nowMs: number): Workspace['status'] {
  const hasBooted = nowMs - workspace.createdAtMs >= BOOT_MS;
  return workspace.status === 'provisioning' && hasBooted ? 'online' : workspace.status;
}

/** A workspace as the contract's `Workspace`: the declared members, all of them. */
export function showWorkspace(workspace: Workspace, nowMs: number): JsonObject {
  return {
    id: workspace.id,
    name: workspace.name,
    role: workspace.role,
    tier: workspace.tier,
    runtime: workspace.runtime,
    status: statusOf(workspace, nowMs),
    parent_id: workspace.parentId,
  };
}
