import type { ApiAnswer, ApiRequest, Handler } from '../http.ts';
import type { Mutant } from '../mutant.ts';
import type { World, Workspace } from '../world.ts';

function workspacesOf(world: World, request: ApiRequest): Map<string, Workspace> {
  return world.orgs.get(request.tenantOrgId ?? '')?.tenant.workspaces ?? new Map<string, Workspace>();
}

/** Lets the handler do what it does and say what it says, and puts back what was there. */
async function keep<T>(request: ApiRequest, next: Handler, things: Map<string, T>): Promise<ApiAnswer> {
  const before = [...things];
  const given = await next(request);
  for (const [id, thing] of before) things.set(id, thing);
  return given;
}

export const deleteLies: Mutant = {
  id: 'delete-lies',
  title: 'What is said to be deleted stays',
  operations: ['adminDeleteTenant', 'deleteOrg', 'tenantDeleteWorkspace'],
  expects: ['state.delete-ineffective'],
  apply: ({ world, wrapHandler }) =>
    wrapHandler((next, route) => {
      const { operationId } = route;
      if (operationId === 'tenantDeleteWorkspace')
        return (request) => keep(request, next, workspacesOf(world, request));
      const isOrgDeleted = operationId === 'adminDeleteTenant' || operationId === 'deleteOrg';
      return isOrgDeleted ? (request) => keep(request, next, world.orgs) : next;
    }),
};
