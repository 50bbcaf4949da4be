import type { Org, Workspace, World } from '../world.ts';

/** A workspace and its org, by the id alone. */
export function findWorkspace(
  world: World,
  id: string,
): { readonly org: Org; readonly workspace: Workspace } | undefined {
  for (const org of world.orgs.values()) {
    const workspace = org.tenant.workspaces.get(id);
    if (workspace !== undefined) return { org, workspace };
  }
  return undefined;
}

/** The org a workspace id belongs to, by its tenant or by the machines made for it. */
export function findOwnerId(world: World, workspaceId: string): string | undefined {
  const instance = [...world.instances.values()].find((candidate) => candidate.workspaceId === workspaceId);
  return findWorkspace(world, workspaceId)?.org.id ?? instance?.orgId;
}
