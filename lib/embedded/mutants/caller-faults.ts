import {
  findAddressedOrg,
  findOrgMember,
  isSameSecret,
  readBearer,
  readOnlyValue,
  readSessionCookie,
} from '../authenticate.ts';
import { callingUserId, type UnauthenticatedRequest } from '../http.ts';
import type { Mutant } from '../mutant.ts';
import { findOrgBySlug, findOrgIdOfWorkspace, findWorkspaceById, type World } from '../world.ts';
import {
  asOwner,
  carriesOrgKey,
  createAuthenticatingMutant,
  createBypassMutant,
  createHandlingMutant,
  findAddressedWorkspace,
  findRightfulCaller,
  isSecretOf,
} from './mutant-factories.ts';

/** Faults of authorization: the credential is genuine, and this caller should still be refused. */
export const callerFaults: readonly Mutant[] = [
  createBypassMutant(
    {
      id: 'accepts-key-of-another-org',
      title: 'The API key of one org opens the tenants of the others',
      operations: ['tenantListWorkspaces', 'tenantListGlobalSecrets', 'tenantExportBundle'],
      expects: ['tenant.cross'],
      callers: ['org-key, own-key-at-another-tenant', 'other-org-key', 'other-org-key, door-edge-other-org-key'],
      attack: 'Every customer reads what the other customers have.',
    },
    carriesOrgKey,
  ),
  createBypassMutant(
    {
      id: 'accepts-operator-bearer-on-tenant',
      title: 'The bearer of the operator opens tenants',
      operations: ['tenantListWorkspaces', 'tenantListTemplates'],
      expects: ['auth.wrong-tier-accepted'],
      callers: ['cp-admin'],
      attack: 'One token that leaks opens every customer.',
    },
    (request, { cpAdminBearer }) => isSameSecret(readBearer(request) ?? '', cpAdminBearer),
  ),
  createBypassMutant(
    {
      id: 'accepts-org-key-on-control-plane',
      title: 'The API key of an org opens routes of the control plane',
      operations: ['adminListThinAmi', 'getProvisionWorkspaceStatus'],
      expects: ['auth.wrong-tier-accepted'],
      callers: ['org-key', 'org-key, door-mirror-org-key', 'other-org-key'],
      attack: 'Every customer can do what the operator can.',
    },
    carriesOrgKey,
  ),
  createBypassMutant(
    {
      id: 'accepts-provision-secret-on-admin-route',
      title: 'The provision secret opens admin routes',
      incident: 'I-02',
      operations: ['adminListOrgs', 'adminTenantDiagnostics'],
      expects: ['auth.wrong-tier-accepted'],
      callers: ['deprovision-pair', 'deprovision-pair-other', 'provision-secret'],
      attack: 'Every tenant holds the provision secret; one that is taken over sees all the others.',
    },
    (request, { provisionSecret }) => isSameSecret(readBearer(request) ?? '', provisionSecret),
  ),
  createBypassMutant(
    {
      id: 'accepts-revoked-org-key',
      title: 'A revoked org key goes on working',
      incident: 'I-08',
      operations: ['tenantListWorkspaces', 'tenantRevokeOrgToken'],
      expects: ['auth.revoked-accepted'],
      callers: ['org-key, revoked-org-key'],
      attack: 'A key that was leaked and revoked still opens the tenant.',
    },
    (request, world) =>
      isSecretOf(findAddressedOrg(world, request)?.tenant.orgTokens.values() ?? [], readBearer(request)),
  ),
  createBypassMutant(
    {
      id: 'accepts-session-beside-wrong-bearer',
      title: 'A session helps a made-up bearer through',
      operations: ['adminListOrgWorkspaces', 'adminTenantDiagnostics'],
      expects: ['auth.wrong-tier-accepted'],
      callers: ['owner-session, session-beside-wrong-bearer'],
      attack: 'Everybody who can sign in is the operator.',
    },
    (request, { sessions }) => readBearer(request) !== undefined && sessions.has(readSessionCookie(request) ?? ''),
  ),
  createBypassMutant(
    {
      id: 'accepts-session-on-admin-route',
      title: 'A session opens routes of the operator',
      operations: ['adminListOrgs', 'adminListOrgWorkspaces'],
      expects: ['auth.wrong-tier-accepted'],
      callers: ['member-session', 'owner-session', 'stranger-session'],
      attack: 'Everybody with an account is the operator.',
    },
    (request, { sessions }) =>
      request.headers.authorization === undefined && sessions.has(readSessionCookie(request) ?? ''),
  ),
  createBypassMutant(
    {
      id: 'accepts-session-on-tenant-routes',
      title: 'The session of a member opens the tenant, on routes that want a key',
      operations: ['tenantGetBudget', 'tenantListGlobalSecrets', 'tenantListOrgTokens', 'tenantListTemplates'],
      expects: ['auth.wrong-tier-accepted'],
      callers: ['member-session', 'owner-session'],
      attack: 'Whoever may look at an org administers it.',
    },
    (request, world) => findOrgMember(world, request) !== undefined,
  ),
  createBypassMutant(
    {
      id: 'accepts-tenant-admin-token-on-control-plane',
      title: 'The admin token of a tenant opens routes of the operator',
      operations: ['adminListOrgs', 'adminListRuntimeImage'],
      expects: ['auth.wrong-tier-accepted'],
      callers: ['tenant-admin-token, tenant-admin-token-as-bearer'],
      attack: 'Whoever administers one tenant sees all the others.',
    },
    (request, { orgs }) => {
      const bearer = readBearer(request) ?? '';
      return [...orgs.values()].some(({ tenantAdminToken }) => isSameSecret(tenantAdminToken, bearer));
    },
  ),
  createBypassMutant(
    {
      id: 'accepts-token-of-another-workspace',
      title: 'The token of one workspace opens all workspaces of its org',
      incident: 'I-07',
      operations: [
        'tenantRestartWorkspace',
        'tenantPauseWorkspace',
        'tenantResumeWorkspace',
        'tenantGetBudget',
        'tenantListWorkspaceSecrets',
        'tenantSetWorkspaceSecret',
        'tenantPutWorkspaceSecret',
        'tenantDeleteWorkspaceSecret',
      ],
      expects: ['auth.object-level'],
      callers: ['other-workspace-token'],
      attack: 'An agent that is taken over stops its neighbours and replaces their secrets.',
    },
    (request, world) => isSecretOf(listWorkspaceTokens(world, request), readBearer(request)),
  ),
  {
    id: 'accepts-token-of-deleted-workspace',
    title: 'The token of a deleted workspace opens the others of its org',
    operations: ['tenantListWorkspaceSecrets'],
    expects: ['auth.revoked-accepted'],
    callers: ['workspace-token, deleted-workspace-token'],
    attack: 'Whoever kept a token reads on after the workspace was thrown away.',
    apply: ({ world, wrapAuthentication, wrapHandler }) => {
      const remembered: WorkspaceToken[] = [];
      wrapHandler((next, route) =>
        route.operationId === 'tenantDeleteWorkspace'
          ? (request) => {
              remembered.push(...listWorkspaceTokens(world, request));
              return next(request);
            }
          : next,
      );
      wrapAuthentication((next, { operationId, access }) =>
        operationId === 'tenantListWorkspaceSecrets'
          ? (request) => {
              const workspaces = findAddressedOrg(world, request)?.tenant.workspaces;
              const deleted = remembered.filter(
                ({ orgId, workspaceId }) => orgId === request.tenantOrgId && workspaces?.has(workspaceId) === false,
              );
              const isLetIn = isSecretOf(deleted, readBearer(request));
              return next(request) ?? (isLetIn ? findRightfulCaller(world, access, request) : undefined);
            }
          : next,
      );
    },
  },
  createBypassMutant(
    {
      id: 'accepts-workspace-token-on-org-routes',
      title: 'The token of a workspace opens routes of its org',
      operations: ['tenantListOrgTokens', 'tenantListOrgTemplates'],
      expects: ['auth.wrong-tier-accepted'],
      callers: ['other-workspace-token', 'workspace-token'],
      attack: 'An agent that is taken over administers the whole tenant.',
    },
    (request, world) => isSecretOf(listWorkspaceTokens(world, request), readBearer(request)),
  ),
  createAuthenticatingMutant(
    {
      id: 'deprovisions-with-admin-token-alone',
      title: "Deprovisioning works with the tenant's admin token alone",
      operations: ['deprovisionWorkspace'],
      expects: ['auth.and-half-accepted'],
      callers: ['tenant-admin-token'],
      attack: 'A tenant takes its machines down behind the back of the platform, with a token that people hold.',
    },
    (request, next, { world }) => {
      const caller = next(request);
      const token = readOnlyValue(request, 'x-molecule-admin-token');
      if (caller !== undefined || token === undefined || request.headers.authorization !== undefined) return caller;
      const org = [...world.orgs.values()].find(({ tenantAdminToken }) => isSameSecret(tenantAdminToken, token));
      return org && { kind: 'deprovisioner', orgId: org.id };
    },
  ),
  createHandlingMutant(
    {
      id: 'deprovisions-with-other-tenants-token',
      title: "A tenant's admin token deprovisions another tenant's workspace",
      incident: 'I-04',
      operations: ['deprovisionWorkspace'],
      expects: ['tenant.cross', 'auth.refusal-effect'],
      callers: ['deprovision-pair-other'],
      attack: 'A tenant terminates the machines of another one, volumes included.',
    },
    (request, next, world) => {
      const orgId = findOrgIdOfWorkspace(world, request.params.workspace_id ?? '');
      return next(orgId === undefined ? request : { ...request, caller: { kind: 'deprovisioner', orgId } });
    },
  ),
  createBypassMutant(
    {
      id: 'deprovisions-with-secret-alone',
      title: "Deprovisioning works without the tenant's admin token",
      incident: 'I-03',
      operations: ['deprovisionWorkspace'],
      expects: ['auth.and-half-accepted'],
      callers: ['provision-secret'],
      attack: 'Any tenant takes down the machines of any other with the secret that all of them share.',
    },
    (request, { provisionSecret }) =>
      request.headers['x-molecule-admin-token'] === undefined &&
      isSameSecret(readBearer(request) ?? '', provisionSecret),
  ),
  createHandlingMutant(
    {
      id: 'lets-member-delete-org',
      title: 'A member who is not the owner deletes the org',
      operations: ['deleteOrg'],
      expects: ['guard.skipped'],
      undetectable:
        'It shows only where a member of an org tries to delete it, and a run makes no org that has members.',
      attack: 'Every colleague can delete the org.',
    },
    (request, next, world) => {
      const { memberUserIds = [] } = findOrgBySlug(world, request.params.slug ?? '') ?? {};
      return next(memberUserIds.includes(callingUserId(request)) ? asOwner(request, world) : request);
    },
  ),
  createHandlingMutant(
    {
      id: 'lets-stranger-export-org',
      title: 'A session of a non-member exports an org',
      operations: ['exportOrg'],
      expects: ['auth.object-level'],
      callers: ['stranger-session'],
      attack: 'Anybody with an account downloads the members and the machines of every org whose slug they can guess.',
    },
    (request, next, world) => next(asOwner(request, world)),
  ),
  createHandlingMutant(
    {
      id: 'lets-stranger-read-org',
      title: 'A session of a non-member reads an org',
      incident: 'I-01',
      operations: ['getOrg', 'exportOrg', 'getProvisionStatus'],
      expects: ['auth.object-level'],
      callers: ['stranger-session'],
      attack:
        'Anybody with an account reads the plan, the credits and the members of every org whose slug they can guess.',
    },
    (request, next, world) => next(asOwner(request, world)),
  ),
  createHandlingMutant(
    {
      id: 'reads-workspace-of-another-org',
      title: 'A workspace is found by its id in every org',
      operations: ['tenantGetBudget', 'tenantGetWorkspace'],
      expects: ['tenant.cross'],
      callers: ['anonymous, workspace-of-another-org', 'org-key, workspace-of-another-org'],
      attack: 'Every customer reads the workspaces of the others by their ids.',
    },
    (request, next, world) => {
      const isOwn = findAddressedWorkspace(world, request) !== undefined;
      const owner = isOwn ? undefined : findWorkspaceById(world, request.params.id ?? '')?.org;
      return next(owner === undefined ? request : { ...request, tenantOrgId: owner.id });
    },
  ),
  createHandlingMutant(
    {
      id: 'shows-provisioning-to-strangers',
      title: 'A session of a non-member watches an org come up',
      operations: ['getProvisionStatus'],
      expects: ['auth.object-level'],
      callers: ['stranger-session'],
      attack: 'Anybody with an account learns which orgs there are and where they run.',
    },
    (request, next, world) => next(asOwner(request, world)),
  ),
];

interface WorkspaceToken {
  readonly orgId: string;
  readonly workspaceId: string;
  readonly secret: string;
}

/** Lists the tokens of all workspaces of the org that is addressed. */
function listWorkspaceTokens(world: World, request: UnauthenticatedRequest): readonly WorkspaceToken[] {
  const org = findAddressedOrg(world, request);
  return [...(org?.tenant.workspaces.values() ?? [])].flatMap(({ id: workspaceId, tokens }) =>
    [...tokens.values()].map(({ secret }) => ({ orgId: org?.id ?? '', workspaceId, secret })),
  );
}
