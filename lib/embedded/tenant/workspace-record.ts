import type { JsonObject } from '../../core/json.ts';
import type { Tenant, Workspace, World } from '../world.ts';

/** The members of a new workspace; the rest have defaults. */
export interface NewWorkspace {
  readonly name: string;
  readonly role?: string | null | undefined;
  readonly tier?: number | undefined;
  readonly runtime?: string | undefined;
  readonly model?: string | null | undefined;
  readonly url?: string | undefined;
  readonly parentId?: string | null | undefined;
  readonly monthlyLimit?: number | null | undefined;
  /** True if it runs on a machine of its owner: it is online at once. */
  readonly isExternal?: boolean | undefined;
}

export const DEFAULT_TIER = 2;
export const DEFAULT_RUNTIME = 'langgraph';

/** The time a workspace takes to come up, far less than in real life. */
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

/** Removes a workspace and its descendants, and returns how many descendants there were. */
export function removeWorkspace(tenant: Tenant, id: string): number {
  tenant.workspaces.delete(id);
  const children = [...tenant.workspaces.values()].filter(({ parentId }) => parentId === id);
  return children.reduce((removed, child) => removed + 1 + removeWorkspace(tenant, child.id), 0);
}

/** Returns the status. A boot ends by the clock alone, so reading a workspace changes nothing. */
export function statusOf(workspace: Workspace, nowMs: number): Workspace['status'] {
  const hasBooted = nowMs - workspace.createdAtMs >= BOOT_MS;
  return workspace.status === 'provisioning' && hasBooted ? 'online' : workspace.status;
}

/** Shows all declared members of the contract's `Workspace`. */
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
