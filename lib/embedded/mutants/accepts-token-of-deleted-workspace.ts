import { isSameSecret, readBearer } from '../authenticate.ts';
import type { Caller, UnauthenticatedRequest } from '../http.ts';
import type { Mutant } from '../mutant.ts';
import type { World } from '../world.ts';

interface Token {
  readonly orgId: string | undefined;
  readonly workspaceId: string;
  readonly secret: string;
}

function listTokens(world: World, orgId: string | undefined): readonly Token[] {
  const workspaces = [...(world.orgs.get(orgId ?? '')?.tenant.workspaces.values() ?? [])];
  return workspaces.flatMap(({ id, tokens }) =>
    [...tokens.values()].map(({ secret }) => ({ orgId, workspaceId: id, secret })),
  );
}

function findDeleted(world: World, remembered: readonly Token[], request: UnauthenticatedRequest): Caller | undefined {
  const org = world.orgs.get(request.tenantOrgId ?? '');
  const bearer = readBearer(request);
  if (org === undefined || bearer === undefined) return undefined;
  const isDeleted = remembered.some(({ orgId, workspaceId, secret }) => {
    return orgId === org.id && !org.tenant.workspaces.has(workspaceId) && isSameSecret(secret, bearer);
  });
  return isDeleted ? { kind: 'workspace', orgId: org.id, workspaceId: request.params.id ?? '' } : undefined;
}

export const acceptsTokenOfDeletedWorkspace: Mutant = {
  id: 'accepts-token-of-deleted-workspace',
  title: 'The token of a deleted workspace opens the others of its org',
  operations: ['tenantListWorkspaceSecrets'],
  expects: ['auth.revoked-accepted'],
  callers: ['workspace-token, deleted-workspace-token'],
  attack: 'Whoever kept a token reads on after the workspace was thrown away.',
  apply: ({ world, wrapAuthentication, wrapHandler }) => {
    const remembered: Token[] = [];
    wrapHandler((next, route) =>
      route.operationId === 'tenantDeleteWorkspace'
        ? (request) => {
            remembered.push(...listTokens(world, request.tenantOrgId));
            return next(request);
          }
        : next,
    );
    wrapAuthentication((next, route) =>
      route.operationId === 'tenantListWorkspaceSecrets'
        ? (request) => next(request) ?? findDeleted(world, remembered, request)
        : next,
    );
  },
};
