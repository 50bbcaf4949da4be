import { z } from 'zod';
import { defined } from '../../../core/defined.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json.ts';
import { answer, refuse, type ApiAnswer, type RequestBody } from '../../http.ts';
import type { OrgToken, Period, StoredSecret, Workspace } from '../../world.ts';
import { PERIODS } from '../budgets.ts';
import { storeSecret } from '../secrets.ts';
import {
  findAny,
  findLive,
  isStorable,
  isStrictId,
  keepDetails,
  modelOf,
  NO_WORKSPACE,
  readBody,
  readId,
  restartForSecret,
  textMember,
  wholeNumber,
  type Call,
} from './record.ts';
import { findProvider, isExternalRuntime, isVendorKey } from './runtimes.ts';

// Budgets

export function getBudget(call: Call): ApiAnswer {
  if (readId(call.request.params.id) === undefined) return refuse(500, 'query failed');
  const workspace = findLive(call);
  return workspace === undefined ? NO_WORKSPACE : answer(200, showBudget(workspace));
}

const limits = z.record(z.string(), wholeNumber.nullable()).nullable();

/** Replaces all limits: a period that is not named has none afterwards. `budget_limits` wins over `budget_limit`. */
export function patchBudget(call: Call): ApiAnswer {
  const { body } = call.request;
  const sent = body.kind === 'json' ? (body.value ?? {}) : undefined;
  if (!isJsonObject(sent)) return refuse(400, 'invalid request body');
  if (sent.budget_limits === undefined && sent.budget_limit === undefined) {
    return refuse(400, 'budget_limits or budget_limit field is required');
  }
  const read = sent.budget_limits === undefined ? readMonthly(sent.budget_limit) : readLimits(sent.budget_limits);
  if (typeof read === 'string') return refuse(400, read);
  const workspace = findLive(call);
  if (workspace === undefined) return NO_WORKSPACE;
  for (const period of PERIODS) workspace.limits[period] = read[period] ?? null;
  keepDetails(workspace, { listedBudget: workspace.limits.monthly });
  return answer(200, showBudget(workspace));
}

type Limits = Partial<Record<Period, number | null>>;

/** Reads the limits, or returns what is wrong with them. */
function readLimits(value: JsonValue): Limits | string {
  const parsed = limits.safeParse(value);
  if (!parsed.success) return 'budget_limits must be an object of whole numbers or null';
  for (const [period, limit] of Object.entries(parsed.data ?? {})) {
    if (!PERIODS.some((known) => known === period)) return `unknown budget period: ${period}`;
    if (limit !== null && limit < 0) return `budget limit for ${period} must be >= 0`;
  }
  return parsed.data ?? {};
}

function readMonthly(value: JsonValue | undefined): Limits | string {
  const parsed = wholeNumber.nullable().safeParse(value);
  if (!parsed.success) return 'budget_limit must be an integer or null';
  return parsed.data !== null && parsed.data < 0 ? 'budget_limit must be >= 0' : { monthly: parsed.data };
}

/** Unlike in the conforming edition, what remains may be negative. */
function showBudget({ limits, spend }: Workspace): JsonObject {
  const remaining = (period: Period) => {
    const limit = limits[period];
    return limit === null ? null : limit - spend[period];
  };
  const periods = PERIODS.map((period) => {
    return [period, { limit: limits[period], spend: spend[period], remaining: remaining(period) }] as const;
  });
  return {
    periods: Object.fromEntries(periods),
    budget_limit: limits.monthly,
    monthly_spend: spend.monthly,
    budget_remaining: remaining('monthly'),
  };
}

// Billing modes

const MODES = ['platform_managed', 'byok', 'disabled'] as const;
const BAD_BILLING_ID = refuse(400, 'invalid workspace id');

/** Answers 200 for an id that names nothing, too. */
export function getBillingMode(call: Call): ApiAnswer {
  const { id = '' } = call.request.params;
  return isStrictId(id) ? answer(200, resolveBilling(id, findAny(call))) : BAD_BILLING_ID;
}

export function putBillingMode(call: Call): ApiAnswer {
  const { body, params } = call.request;
  const { id = '' } = params;
  if (!isStrictId(id)) return BAD_BILLING_ID;
  const sent = body.kind === 'json' ? (body.value ?? {}) : undefined;
  if (!isJsonObject(sent)) return answer(400, { detail: describeBadJson(body), error: 'invalid json' });
  const { mode } = sent;
  if (mode === undefined) return refuse(400, "missing required field 'mode'");
  if (mode !== null && typeof mode !== 'string') {
    const detail = `json: cannot unmarshal ${kindOf(mode)} into Go value of type string`;
    return answer(400, { detail, error: 'mode must be a string or null' });
  }
  const known = MODES.find((candidate) => candidate === mode?.trim());
  if (mode !== null && mode.trim() === '') return refuse(400, `mode must be one of ${MODES.join(', ')}, or null`);
  if (mode !== null && known === undefined) return refuse(400, `unknown billing mode "${mode.trim()}"`);
  const workspace = findAny(call);
  if (workspace === undefined) return NO_WORKSPACE;
  workspace.billingMode = known ?? null;
  return answer(200, resolveBilling(id, workspace));
}

/** The parser of the server's language speaks for itself. */
function describeBadJson(body: RequestBody): string {
  if (body.kind !== 'json') return 'unexpected end of JSON input';
  return `json: cannot unmarshal ${kindOf(body.value)} into Go value of type struct`;
}

function kindOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** Without a mode of its own, that of a workspace follows from the provider of its model. */
function resolveBilling(id: string, workspace: Workspace | undefined): JsonObject {
  const override = workspace?.billingMode ?? null;
  const shared = { workspace_id: id, workspace_override: override, org_default: 'platform_managed' };
  if (override !== null) {
    return { ...shared, resolved_mode: override, source: 'workspace_override', provider_selection: null };
  }
  const model = modelOf(workspace);
  const provider = workspace && findProvider(workspace.runtime, model);
  if (provider === undefined) {
    const provider_selection = model === '' ? null : model;
    return { ...shared, resolved_mode: 'platform_managed', source: 'derived_default', provider_selection };
  }
  const resolved_mode = provider === 'platform' ? 'platform_managed' : 'byok';
  return { ...shared, resolved_mode, source: 'derived_provider', provider_selection: provider };
}

// Secrets

const BAD_ID = refuse(400, 'invalid workspace ID');
const NO_SECRET = refuse(404, 'secret not found');

const secretRequest = z.object({ key: z.string().min(1), value: z.string().min(1) });

/** Lists the secrets of a workspace, then those of the org that it does not have itself. An unknown workspace has none of its own. */
export function listWorkspaceSecrets(call: Call): ApiAnswer {
  if (!isStrictId(call.request.params.id)) return BAD_ID;
  const own = findAny(call)?.secrets ?? new Map<string, StoredSecret>();
  const inherited = [...call.tenant.globalSecrets.values()].filter(({ key }) => !own.has(key));
  return answer(200, [...showSecrets(own.values(), 'workspace'), ...showSecrets(inherited, 'global')]);
}

export function setWorkspaceSecret(call: Call): ApiAnswer {
  const { world, request } = call;
  const { id = '' } = request.params;
  if (!isStrictId(id)) return BAD_ID;
  const sent = readBody(request.body, secretRequest);
  if (sent === undefined) return refuse(400, 'invalid request body');
  const workspace = findAny(call);
  const isManaged = resolveBilling(id, workspace).resolved_mode === 'platform_managed';
  if (isManaged && isVendorKey(sent.key)) return refuseVendorKey(sent.key, id);
  if (workspace === undefined || !isStorable(sent.key)) return refuse(500, 'failed to save secret');
  storeSecret(workspace.secrets, sent, world.nowMs());
  restartForSecret(call, workspace);
  return answer(200, { key: sent.key, status: 'saved' });
}

/** Refuses the key of a vendor for a workspace whose models the platform pays. */
export function refuseVendorKey(key: string, workspace_id: string): ApiAnswer {
  const error = 'keys of vendors are not stored for a workspace whose models the platform pays';
  return answer(400, { error, key, workspace_id });
}

export function deleteWorkspaceSecret(call: Call): ApiAnswer {
  const { id, key = '' } = call.request.params;
  if (!isStrictId(id)) return BAD_ID;
  const workspace = findAny(call);
  if (workspace?.secrets.delete(key) !== true) return NO_SECRET;
  restartForSecret(call, workspace);
  return answer(200, { key, status: 'deleted' });
}

export function listGlobalSecrets({ tenant }: Call): ApiAnswer {
  return answer(200, showSecrets(tenant.globalSecrets.values(), 'global'));
}

export function setGlobalSecret(call: Call): ApiAnswer {
  const sent = readBody(call.request.body, secretRequest);
  if (sent === undefined) return refuse(400, 'invalid request body');
  if (!isStorable(sent.key)) return refuse(500, 'failed to save');
  storeSecret(call.tenant.globalSecrets, sent, call.world.nowMs());
  restartAffected(call, sent.key);
  return answer(200, { key: sent.key, scope: 'global', status: 'saved' });
}

export function deleteGlobalSecret(call: Call): ApiAnswer {
  const { key = '' } = call.request.params;
  if (!call.tenant.globalSecrets.delete(key)) return NO_SECRET;
  restartAffected(call, key);
  return answer(200, { key, scope: 'global', status: 'deleted' });
}

/** Restarts every workspace that gets this secret from the org. */
function restartAffected(call: Call, key: string): void {
  for (const workspace of call.tenant.workspaces.values()) {
    const isAffected = !isExternalRuntime(workspace.runtime) && !workspace.secrets.has(key);
    if (isAffected && workspace.status !== 'paused') restartForSecret(call, workspace);
  }
}

function showSecrets(secrets: Iterable<StoredSecret>, scope: 'workspace' | 'global'): readonly JsonObject[] {
  return [...secrets]
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ key, createdAtMs, updatedAtMs }) => ({
      created_at: new Date(createdAtMs).toISOString(),
      has_value: true,
      key,
      scope,
      updated_at: new Date(updatedAtMs).toISOString(),
    }));
}

// Org keys

const PREFIX_LENGTH = 8;
const LONGEST_NAME_BYTES = 100;

function prefixOf({ secret }: OrgToken): string {
  return secret.slice(0, PREFIX_LENGTH);
}

/** Lists the keys, the newest first. Members without a value are left out. */
export function listOrgTokens({ tenant }: Call): ApiAnswer {
  const tokens = [...tenant.orgTokens.values()]
    .filter(({ revoked }) => !revoked)
    .reverse()
    .map((token) => ({
      id: token.id,
      prefix: prefixOf(token),
      ...defined({ name: token.name === '' ? undefined : token.name, created_by: token.createdBy }),
      created_at: new Date(token.createdAtMs).toISOString(),
      ...(token.lastUsedAtMs === undefined ? {} : { last_used_at: new Date(token.lastUsedAtMs).toISOString() }),
    }));
  return answer(200, { count: tokens.length, tokens });
}

export function mintOrgToken(call: Call): ApiAnswer {
  const { world, tenant, request } = call;
  const body = request.body.kind === 'absent' ? ({ kind: 'json', value: {} } as const) : request.body;
  const sent = readBody(body, z.object({ name: textMember }));
  if (sent === undefined) return refuse(400, 'invalid JSON body');
  const { name } = sent;
  // The text says characters; the server counts bytes.
  if (Buffer.byteLength(name) > LONGEST_NAME_BYTES) return refuse(400, 'name too long (max 100 chars)');
  if (!isStorable(name)) return refuse(500, 'failed to mint token');
  const token: OrgToken = {
    id: world.uuid(),
    name,
    secret: world.secret('mok'),
    createdAtMs: world.nowMs(),
    revoked: false,
    createdBy: describeMinter(call),
  };
  tenant.orgTokens.set(token.id, token);
  return answer(200, {
    id: token.id,
    prefix: prefixOf(token),
    ...defined({ name: name === '' ? undefined : name }),
    auth_token: token.secret,
    warning: 'the key is not shown again',
  });
}

/** A cookie counts as a session here, whoever let the caller in. */
function describeMinter({ tenant, request: { caller, headers } }: Call): string {
  const token = caller.kind === 'org-key' ? tenant.orgTokens.get(caller.tokenId) : undefined;
  if (token !== undefined) return `org-token:${prefixOf(token)}`;
  return (headers.cookie?.[0] ?? '') === '' ? 'admin-token' : 'session';
}

/** Answers 500 for what is no id. */
export function revokeOrgToken({ tenant, request }: Call): ApiAnswer {
  const { id } = request.params;
  const known = readId(id);
  if (known === undefined) return refuse(500, 'failed to revoke');
  const token = tenant.orgTokens.get(known);
  if (token === undefined || token.revoked) return refuse(404, 'token not found or already revoked');
  token.revoked = true;
  return answer(200, { revoked: id });
}
