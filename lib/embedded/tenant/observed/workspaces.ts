import { BlockList, isIP, isIPv6 } from 'node:net';
import { z } from 'zod';
import { defined } from '../../../core/defined.ts';
import type { JsonObject } from '../../../core/json.ts';
import { answer, refuse, type ApiAnswer, type ApiRequest } from '../../http.ts';
import type { Workspace } from '../../world.ts';
import { storeSecret } from '../secrets.ts';
import {
  addObserved,
  childrenOf,
  findAny,
  findByName,
  flagMember,
  isSmall,
  isStorable,
  issueToken,
  NO_WORKSPACE,
  numberMember,
  pathInside,
  provision,
  readBody,
  readId,
  refuseAs,
  removedOf,
  removeObserved,
  showOne,
  showRow,
  textMember,
  TIER,
  wholeNumber,
  withDescendants,
  type Call,
} from './record.ts';
import { DEFAULT_RUNTIME, isExternalRuntime, isKnownRuntime, isRegisteredModel, isVendorKey } from './runtimes.ts';
import { refuseVendorKey } from './settings.ts';
import { modelIn, runtimeIn } from './templates.ts';

const BAD_ID = refuse(400, 'invalid workspace ID');

export function listWorkspaces({ tenant }: Call): ApiAnswer {
  return answer(200, [...tenant.workspaces.values()].sort((a, b) => a.createdAtMs - b.createdAtMs).map(showRow));
}

/** Answers 410 for a removed workspace, unless the query asks for those too. */
export function getWorkspace(call: Call): ApiAnswer {
  const { params, query } = call.request;
  if (readId(params.id) === undefined) return BAD_ID;
  const workspace = findAny(call);
  if (workspace === undefined) return NO_WORKSPACE;
  if (workspace.status !== 'removed' || query.get('include_removed') === 'true') return answer(200, showOne(workspace));
  const removedAtMs = workspace.observed?.removedAtMs;
  return answer(410, {
    error: 'workspace removed',
    hint: 'make the workspace and its token anew',
    id: params.id,
    removed_at: removedAtMs === undefined ? null : new Date(removedAtMs).toISOString(),
  });
}

const createRequest = z.object({
  name: z.string().min(1),
  role: textMember,
  template: textMember,
  tier: numberMember,
  model: textMember,
  llm_provider: textMember,
  runtime: textMember,
  external: flagMember,
  url: textMember,
  delivery_mode: textMember,
  workspace_dir: textMember,
  workspace_access: textMember,
  parent_id: z.string().nullish(),
  budget_limit: wholeNumber.nullish(),
  secrets: z.record(z.string(), textMember).nullish(),
  max_concurrent_tasks: numberMember,
});

type Wanted = z.infer<typeof createRequest>;

/** Creates a workspace, in the order in which the server looks at the body. */
export function createWorkspace(call: Call): ApiAnswer {
  const sent = readBody(call.request.body, createRequest);
  if (sent === undefined) return refuse(400, 'invalid workspace payload');
  if (hasBadFields(sent)) return refuse(400, 'invalid workspace fields');
  const resolved = resolveTemplate(call, sent);
  if ('refusal' in resolved) return resolved.refusal;
  const wanted = { ...sent, ...resolved };
  const isExternal = isExternalRuntime(wanted.runtime);
  const refusal = refuseRuntime(wanted, isExternal) ?? refuseSettings(wanted);
  if (refusal !== undefined) return refusal;
  const placed = place(call, wanted);
  if ('refusal' in placed) return placed.refusal;
  const vendorKey = Object.keys(wanted.secrets ?? {}).find(isVendorKey);
  if (vendorKey !== undefined) return refuseVendorKey(vendorKey, call.world.uuid());
  return isExternal ? createExternal(call, wanted, placed) : createComputed(call, wanted, placed);
}

/** Lengths are counted in bytes. */
function hasBadFields({ name, role, model, runtime }: Wanted): boolean {
  const limits = [
    [name, 255],
    [role, 1000],
    [model, 100],
    [runtime, 100],
  ] as const;
  return (
    limits.some(([value, most]) => /[\r\n]/.test(value) || Buffer.byteLength(value) > most) ||
    [name, role].some((value) => /[{}[\]|>*&!]/.test(value))
  );
}

type Refusal = { readonly refusal: ApiAnswer };

/** Takes runtime and model from the template where the body names none, and else the default runtime. */
function resolveTemplate(
  { tenant }: Call,
  { template, runtime, model, external }: Wanted,
): Refusal | { readonly runtime: string; readonly model: string } {
  const isRead = template !== '' && (runtime === '' || model === '');
  const id = isRead ? pathInside(template) : '';
  if (id === undefined) return { refusal: refuse(400, 'invalid template') };
  const config = tenant.templates.get(id)?.files['config.yaml'] ?? '';
  const found = runtime === '' ? runtimeIn(config) : runtime;
  if (template !== '' && found === '') {
    const error = 'the template names no runtime: name one, or use a template that does';
    return { refusal: refuseAs(422, 'RUNTIME_UNRESOLVED', error, { template }) };
  }
  const fallback = external ? 'external' : DEFAULT_RUNTIME;
  return { runtime: found === '' ? fallback : found, model: model === '' ? modelIn(config) : model };
}

function refuseRuntime({ runtime, template, model, external }: Wanted, isExternal: boolean): ApiAnswer | undefined {
  if (external && !isExternal) {
    const error = 'an external workspace has the runtime external, kimi or kimi-cli';
    return refuseAs(422, 'RUNTIME_UNSUPPORTED', error, { runtime });
  }
  if (!isKnownRuntime(runtime)) {
    return refuseAs(422, 'RUNTIME_UNSUPPORTED', 'unsupported workspace runtime', { runtime });
  }
  if (isExternal) return undefined;
  if (model === '') {
    const error = 'model is required: name one, or use a template that names one';
    return refuseAs(422, 'MODEL_REQUIRED', error, { runtime, template });
  }
  if (isRegisteredModel(runtime, model)) return undefined;
  const error = `model "${model}" is not registered for the runtime "${runtime}"`;
  return refuseAs(422, 'UNREGISTERED_MODEL_FOR_RUNTIME', error, { runtime, model });
}

const SYSTEM_FOLDER = /^\/(?:etc|var|proc|sys|dev|boot|sbin|bin|lib|usr)(?:\/|$)/;

/** True for a folder of the host that a workspace may have. */
export function isAllowedFolder(folder: string): boolean {
  return folder.startsWith('/') && !folder.includes('..') && !SYSTEM_FOLDER.test(folder.replace(/\/+/g, '/'));
}

/** True for an access that is known; one that gives access needs a folder. */
export function isAllowedAccess(access: string, folder: string): boolean {
  return access === '' || access === 'none' || (/^read_(?:only|write)$/.test(access) && folder !== '');
}

function refuseSettings({ workspace_dir, workspace_access, url, delivery_mode }: Wanted): ApiAnswer | undefined {
  if (workspace_dir !== '' && !isAllowedFolder(workspace_dir)) return refuse(400, 'invalid workspace directory');
  if (!isAllowedAccess(workspace_access, workspace_dir)) return refuse(400, 'invalid workspace access');
  const danger = url === '' ? undefined : findDanger(url);
  if (danger !== undefined) return refuse(400, `unsafe workspace URL: ${danger}`);
  if (!['', 'push', 'poll'].includes(delivery_mode)) return refuse(400, "delivery_mode must be 'push' or 'poll'");
  return undefined;
}

/** Address ranges that the URL of a workspace may not point to. Private ranges are fine on SaaS. */
const BLOCKED = new BlockList();
for (const [address, bits] of [
  ['169.254.0.0', 16],
  ['127.0.0.0', 8],
  ['192.0.2.0', 24],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['100.64.0.0', 10],
  ['224.0.0.0', 4],
] as const) {
  BLOCKED.addSubnet(address, bits, 'ipv4');
}
for (const [address, bits] of [
  ['fe80::', 10],
  ['::1', 128],
  ['fc00::', 8],
  ['2001:db8::', 32],
] as const) {
  BLOCKED.addSubnet(address, bits, 'ipv6');
}

const RESOLVER = '10.0.0.2:53';

/** Says why the URL of a workspace is refused. There is no DNS here: of all names, only those set aside for examples exist. */
function findDanger(text: string): string | undefined {
  if (!URL.canParse(text)) return 'url is not valid';
  const { protocol, hostname } = new URL(text);
  if (protocol !== 'http:' && protocol !== 'https:') return 'the scheme is neither http nor https';
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) !== 0) {
    return BLOCKED.check(host, isIPv6(host) ? 'ipv6' : 'ipv4') ? `${host} is a blocked address` : undefined;
  }
  if (host === 'localhost' || /^(?:www\.)?example\.(?:com|org|net)$/.test(host)) return undefined;
  // The words of its resolver, with the address of that.
  return `hostname "${host}" cannot be resolved: lookup ${host} on ${RESOLVER}: no such host`;
}

interface Placed {
  readonly name: string;
  readonly parentId: string | null;
}

const HIGHEST_SUFFIX = 21;

/** Finds the name under which the workspace is stored: `x (2)` where `x` is taken. */
function place({ tenant }: Call, wanted: Wanted): Placed | Refusal {
  const { name, role, parent_id, max_concurrent_tasks } = wanted;
  const parentId = typeof parent_id === 'string' ? readId(parent_id) : null;
  const isThere = parentId === null || tenant.workspaces.has(parentId ?? '') || tenant.removed?.has(parentId ?? '');
  if (parentId === undefined || isThere !== true || !isSmall(max_concurrent_tasks) || !isStorable(name, role)) {
    return { refusal: refuse(500, 'failed to create workspace') };
  }
  for (let suffix = 1; suffix <= HIGHEST_SUFFIX; suffix += 1) {
    const candidate = suffix === 1 ? name : `${name} (${suffix})`;
    if (findByName(tenant, candidate, parentId) === undefined) return { name: candidate, parentId };
  }
  return { refusal: refuse(409, 'workspace name already in use; please pick a different name') };
}

function store(call: Call, wanted: Wanted, placed: Placed, status: Workspace['status']): Workspace {
  const { role, runtime, model, workspace_dir, max_concurrent_tasks, budget_limit, url } = wanted;
  const workspace = addObserved(call, {
    ...placed,
    role: role === '' ? null : role,
    tier: TIER,
    runtime,
    url: url === '' ? undefined : url,
    status,
    details: {
      maxConcurrentTasks: max_concurrent_tasks > 0 ? max_concurrent_tasks : 1,
      // The list shows it; the budget of the workspace does not know it.
      listedBudget: budget_limit ?? null,
      ...defined({ workspaceDir: workspace_dir === '' ? undefined : workspace_dir }),
    },
  });
  const nowMs = call.world.nowMs();
  for (const [key, value] of Object.entries(wanted.secrets ?? {})) {
    storeSecret(workspace.secrets, { key, value }, nowMs);
  }
  if (model !== '') storeSecret(workspace.secrets, { key: 'MODEL', value: model }, nowMs);
  return workspace;
}

/** With a url it is online at once and gets no token; without one it waits for its agent, and its token is shown. */
function createExternal(call: Call, wanted: Wanted, placed: Placed): ApiAnswer {
  if (wanted.url !== '') {
    return answer(201, { external: true, id: store(call, wanted, placed, 'online').id, status: 'online' });
  }
  const workspace = store(call, wanted, placed, 'awaiting_agent');
  const connection = showConnection(call.request, workspace.id, issueToken(call.world, workspace));
  return answer(201, { connection, external: true, id: workspace.id, status: 'awaiting_agent' });
}

/** A computed workspace is shown as `provisioning`, although it may have failed by the time the answer arrives. */
function createComputed(call: Call, wanted: Wanted, placed: Placed): ApiAnswer {
  const workspace = store(call, wanted, placed, 'provisioning');
  provision(call, workspace);
  const access = wanted.workspace_access === '' ? 'none' : wanted.workspace_access;
  return answer(201, { id: workspace.id, status: 'provisioning', workspace_access: access });
}

const SNIPPETS = [
  'curl_register_template',
  'python_snippet',
  'claude_code_channel_snippet',
  'universal_mcp_snippet',
  'hermes_channel_snippet',
  'codex_snippet',
  'openclaw_snippet',
  'kimi_snippet',
] as const;

/** Shows how the agent of an external workspace connects. The token is in it once, and in no snippet. */
function showConnection(request: ApiRequest, id: string, token: string): JsonObject {
  const url = `${request.headers['x-forwarded-proto']?.[0] ?? 'http'}://${request.headers.host?.[0] ?? ''}`;
  return {
    auth_token: token,
    workspace_id: id,
    platform_url: url,
    registry_endpoint: `${url}/registry/register`,
    heartbeat_endpoint: `${url}/registry/heartbeat`,
    ...Object.fromEntries(SNIPPETS.map((name) => [name, `# ${name}: connects ${id} to ${url}`])),
  };
}

/** Removes a workspace: only with its exact stored name in a header, and with its children only if the query says so. */
export function deleteWorkspace(call: Call): ApiAnswer {
  const { tenant, request } = call;
  const { id } = request.params;
  if (readId(id) === undefined) return BAD_ID;
  const workspace = findAny(call);
  if (workspace === undefined) return NO_WORKSPACE;
  if (workspace.status === 'removed') return answer(410, { error: 'workspace removed', id });
  const children = childrenOf(tenant, workspace.id);
  if (readUtf8(request, 'x-confirm-name') !== workspace.name) {
    return answer(400, {
      active_tasks: 0,
      child_count: children.length,
      error: 'destructive_action_requires_confirmation',
      hint: `repeat the request with the header X-Confirm-Name: ${workspace.name}`,
      schedule_count: 0,
      workspace_name: workspace.name,
    });
  }
  if (children.length > 0 && request.query.get('confirm') !== 'true') {
    return answer(409, {
      children: children.map((child) => ({ id: child.id, name: child.name })),
      children_count: children.length,
      message: 'there are workspaces below this one: add ?confirm=true to remove them too',
      status: 'confirmation_required',
    });
  }
  const all = withDescendants(tenant, workspace);
  const cascade_deleted = removeObserved(call, workspace);
  // A restart that is being waited for is not called off, but the next one is not held back any more.
  for (const each of all) forgetLastRestart(each);
  if (request.query.get('purge') !== 'true') return answer(200, { cascade_deleted, status: 'removed' });
  for (const each of all) removedOf(tenant).delete(each.id);
  return answer(200, { cascade_deleted, status: 'purged' });
}

function forgetLastRestart(workspace: Workspace): void {
  const { lastRestartAtMs, ...rest } = workspace.observed ?? {};
  if (lastRestartAtMs !== undefined) workspace.observed = rest;
}

/** Node reads the bytes of a header as Latin-1. */
function readUtf8(request: ApiRequest, name: string): string {
  return Buffer.from(request.headers[name]?.[0] ?? '', 'latin1').toString('utf8');
}
