import { answer, refuse, type Access, type ApiAnswer, type Route } from '../../http.ts';
import { createRateLimiter } from '../../rate-limiter.ts';
import type { ControlPlaneWorld, Workspace } from '../../world.ts';
import { createTenantRoute } from '../tenant-route.ts';
import { exportBundle, importBundle, importOrg, listOrgTemplates } from './imports.ts';
import { pauseWorkspace, restartWorkspace, resumeWorkspace } from './life.ts';
import { findAny, findLive, issueToken, NO_WORKSPACE, readId, type Call } from './record.ts';
import {
  deleteGlobalSecret,
  deleteWorkspaceSecret,
  getBillingMode,
  getBudget,
  listGlobalSecrets,
  listOrgTokens,
  listWorkspaceSecrets,
  mintOrgToken,
  patchBudget,
  putBillingMode,
  revokeOrgToken,
  setGlobalSecret,
  setWorkspaceSecret,
} from './settings.ts';
import { importTemplate, listTemplates } from './templates.ts';
import { createWorkspace, deleteWorkspace, getWorkspace, listWorkspaces } from './workspaces.ts';

type Row = readonly [
  operationId: string,
  method: string,
  path: string,
  access: Access,
  handle: (call: Call) => ApiAnswer,
];

/** The gate of the routes of an org; sessions pass it too. */
const ADMIN = 'tenant-admin';
/** The gate of the routes of a workspace; its own tokens pass it, and everybody who passes the other. */
const WORKSPACE = 'tenant-admin-or-workspace';

const METRICS: ApiAnswer = {
  status: 200,
  text: 'up 1\n',
  headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' },
};

const ROWS: readonly Row[] = [
  ['tenantListWorkspaces', 'GET', '/workspaces', ADMIN, listWorkspaces],
  ['tenantCreateWorkspace', 'POST', '/workspaces', ADMIN, createWorkspace],
  ['tenantGetWorkspace', 'GET', '/workspaces/{id}', 'open', getWorkspace],
  ['tenantDeleteWorkspace', 'DELETE', '/workspaces/{id}', ADMIN, deleteWorkspace],
  ['tenantRestartWorkspace', 'POST', '/workspaces/{id}/restart', WORKSPACE, restartWorkspace],
  ['tenantPauseWorkspace', 'POST', '/workspaces/{id}/pause', WORKSPACE, pauseWorkspace],
  ['tenantResumeWorkspace', 'POST', '/workspaces/{id}/resume', WORKSPACE, resumeWorkspace],
  ['tenantGetBudget', 'GET', '/workspaces/{id}/budget', WORKSPACE, getBudget],
  ['tenantPatchBudget', 'PATCH', '/workspaces/{id}/budget', ADMIN, patchBudget],
  ['tenantGetBillingMode', 'GET', '/admin/workspaces/{id}/llm-billing-mode', ADMIN, getBillingMode],
  ['tenantPutBillingMode', 'PUT', '/admin/workspaces/{id}/llm-billing-mode', ADMIN, putBillingMode],
  ['tenantListWorkspaceSecrets', 'GET', '/workspaces/{id}/secrets', WORKSPACE, listWorkspaceSecrets],
  ['tenantSetWorkspaceSecret', 'POST', '/workspaces/{id}/secrets', WORKSPACE, setWorkspaceSecret],
  ['tenantPutWorkspaceSecret', 'PUT', '/workspaces/{id}/secrets', WORKSPACE, setWorkspaceSecret],
  ['tenantDeleteWorkspaceSecret', 'DELETE', '/workspaces/{id}/secrets/{key}', WORKSPACE, deleteWorkspaceSecret],
  ['tenantListGlobalSecrets', 'GET', '/settings/secrets', ADMIN, listGlobalSecrets],
  ['tenantSetGlobalSecret', 'POST', '/settings/secrets', ADMIN, setGlobalSecret],
  ['tenantPutGlobalSecret', 'PUT', '/settings/secrets', ADMIN, setGlobalSecret],
  ['tenantDeleteGlobalSecret', 'DELETE', '/settings/secrets/{key}', ADMIN, deleteGlobalSecret],
  ['tenantListOrgTokens', 'GET', '/org/tokens', ADMIN, listOrgTokens],
  ['tenantCreateOrgToken', 'POST', '/org/tokens', ADMIN, mintOrgToken],
  ['tenantRevokeOrgToken', 'DELETE', '/org/tokens/{id}', ADMIN, revokeOrgToken],
  ['tenantOrgImport', 'POST', '/org/import', ADMIN, importOrg],
  ['tenantListOrgTemplates', 'GET', '/org/templates', ADMIN, listOrgTemplates],
  ['tenantListTemplates', 'GET', '/templates', ADMIN, listTemplates],
  ['tenantImportTemplate', 'POST', '/templates/import', ADMIN, importTemplate],
  ['tenantExportBundle', 'GET', '/bundles/export/{id}', ADMIN, exportBundle],
  ['tenantImportBundle', 'POST', '/bundles/import', ADMIN, importBundle],
  // Outside the contract.
  ['health', 'GET', '/health', 'open', () => answer(200, { status: 'ok' })],
  ['buildInfo', 'GET', '/buildinfo', 'open', () => answer(200, { git_sha: 'dev' })],
  ['metrics', 'GET', '/metrics', 'open', () => METRICS],
  ['mintWorkspaceToken', 'POST', '/workspaces/{id}/tokens', WORKSPACE, (call) => mintToken(call, findAny(call))],
  ['mintTokenAsAdmin', 'POST', '/admin/workspaces/{id}/tokens', ADMIN, mintTokenAsAdmin],
  ['listWorkspaceTokens', 'GET', '/workspaces/{id}/tokens', WORKSPACE, listTokens],
];

const HOUR_MS = 3_600_000;
const MINTS_AN_HOUR = 10;

/** The operations of a tenant's server as observed, and the calls outside the contract that runs need. */
export function createObservedRoutes(world: ControlPlaneWorld): readonly Route[] {
  const limitMints = createRateLimiter(MINTS_AN_HOUR, () => world.nowMs(), {
    windowMs: HOUR_MS,
    showReset: showSecondsLeft,
  });
  return ROWS.map(([operationId, method, path, access, handle]) =>
    createTenantRoute(world, { operationId, method, path, access }, (tenant, request) => {
      const call = { world, tenant, request };
      if (operationId !== 'tenantCreateOrgToken') return handle(call);
      // Every attempt of somebody who has passed the gate counts, and the headers tell of this limit.
      const { headers, refusal } = limitMints(request.tenantOrgId ?? '');
      const given = refusal ?? handle(call);
      return { ...given, headers: { ...headers, ...given.headers } };
    }),
  );
}

export function showSecondsLeft(resetAtMs: number, nowMs: number): number {
  return Math.floor((resetAtMs - nowMs) / 1000);
}

const MOST_TOKENS = 50;
const BAD_ID = refuse(400, 'invalid workspace id');

function mintToken({ world, request }: Call, workspace: Workspace | undefined): ApiAnswer {
  if (readId(request.params.id) === undefined) return BAD_ID;
  if (workspace === undefined) return refuse(500, 'failed to create token');
  if (liveTokensOf(workspace).length >= MOST_TOKENS) {
    return refuse(429, `maximum ${MOST_TOKENS} active tokens per workspace`);
  }
  return answer(201, {
    auth_token: issueToken(world, workspace),
    message: 'the token is not shown again',
    workspace_id: request.params.id,
  });
}

function mintTokenAsAdmin(call: Call): ApiAnswer {
  const workspace = findLive(call);
  const isMissing = workspace === undefined && readId(call.request.params.id) !== undefined;
  return isMissing ? NO_WORKSPACE : mintToken(call, workspace);
}

function listTokens(call: Call): ApiAnswer {
  if (readId(call.request.params.id) === undefined) return BAD_ID;
  const workspace = findAny(call);
  const tokens = (workspace === undefined ? [] : liveTokensOf(workspace)).map(({ id, secret }) => {
    return {
      id,
      prefix: secret.slice(0, 8),
      created_at: new Date(workspace?.createdAtMs ?? 0).toISOString(),
      last_used_at: null,
    };
  });
  return answer(200, { count: tokens.length, tokens });
}

function liveTokensOf(workspace: Workspace) {
  return [...workspace.tokens.values()].filter(({ revoked }) => !revoked);
}
