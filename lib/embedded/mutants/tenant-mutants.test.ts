import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonValue } from '../../core/json.ts';
import type { ApiAnswer } from '../http.ts';
import { createTestTenant, UNKNOWN_ID, type TenantCall, type TestTenant } from '../../../tests/support/test-tenant.ts';
import { selectMutants } from './mutants.ts';

/** Calls on behalf of one workspace, `id`, and looks for the fault. */
type Probe = (tenant: TestTenant, id: string) => Promise<boolean>;

/** A probe that calls once about the workspace and looks at the answer. */
function calls(operationId: string, wanted: TenantCall, shows: (answer: ApiAnswer) => boolean): Probe {
  return async (tenant, id) => shows(await tenant.call(operationId, { params: { id }, ...wanted }));
}

function memberOf({ body }: ApiAnswer, name: string): JsonValue | undefined {
  const value: JsonValue | undefined = Array.isArray(body) ? (body as readonly JsonValue[])[0] : body;
  return isJsonObject(value) ? value[name] : undefined;
}

async function mintOrgKey(tenant: TestTenant): Promise<{ readonly id: string; readonly bearer: string }> {
  await tenant.call('tenantCreateOrgToken');
  const [token] = tenant.org.tenant.orgTokens.values();
  return { id: token?.id ?? '', bearer: token?.secret ?? '' };
}

function patchBudget(tenant: TestTenant, id: string, body: JsonValue): Promise<ApiAnswer> {
  return tenant.call('tenantPatchBudget', { params: { id }, body });
}

const isOk = ({ status }: ApiAnswer) => status === 200;
const isRefused = ({ status }: ApiAnswer) => status === 401;
/** A hundred characters in three hundred bytes. */
const WIDE_NAME = '字'.repeat(100);
const nobody: TenantCall = { bearer: null };
const anybody: TenantCall = { bearer: 'made-up' };

/** How reading the workspace ends without a credential, and with a wrong one. */
async function readOpenly(tenant: TestTenant, id: string): Promise<readonly [number, number]> {
  const without = await tenant.call('tenantGetWorkspace', { params: { id }, ...nobody });
  const withWrong = await tenant.call('tenantGetWorkspace', { params: { id }, ...anybody });
  return [without.status, withWrong.status];
}

const PROBES: Readonly<Record<string, Probe>> = {
  'accepts-key-of-another-org': async (tenant) => {
    const stamp = { name: 'theirs', createdAtMs: 0, revoked: false };
    tenant.otherOrg.tenant.orgTokens.set('theirs', { id: 'theirs', secret: 'their-key', ...stamp });
    return isOk(await tenant.call('tenantListWorkspaces', { bearer: 'their-key' }));
  },
  'accepts-revoked-org-key': async (tenant) => {
    const { id, bearer } = await mintOrgKey(tenant);
    await tenant.call('tenantRevokeOrgToken', { params: { id } });
    return isOk(await tenant.call('tenantListWorkspaces', { bearer }));
  },
  'accepts-token-of-another-workspace': async (tenant, id) => {
    const other = tenant.addWorkspace({ name: 'other' });
    await tenant.call('mintWorkspaceToken', { params: { id: other } });
    const [token] = tenant.org.tenant.workspaces.get(other)?.tokens.values() ?? [];
    return isOk(await tenant.call('tenantGetBudget', { params: { id }, bearer: token?.secret ?? null }));
  },
  'answers-removed-workspace-with-409': calls(
    'tenantGetWorkspace',
    { params: { id: UNKNOWN_ID } },
    ({ status }) => status === 409,
  ),
  'answers-removed-workspace-with-410': async (tenant, id) => {
    await tenant.call('tenantDeleteWorkspace', { params: { id } });
    const unknown = await tenant.call('tenantGetWorkspace', { params: { id: UNKNOWN_ID } });
    return unknown.status === 404 && (await tenant.call('tenantGetWorkspace', { params: { id } })).status === 410;
  },
  'answers-revocation-by-admin-with-204': async (tenant) => {
    const { id } = await mintOrgKey(tenant);
    const revoked = await tenant.call('tenantRevokeOrgToken', { params: { id } });
    return revoked.status === 204 && revoked.body === undefined;
  },
  'answers-workspace-delete-with-202': calls('tenantDeleteWorkspace', {}, ({ status }) => status === 202),
  'clears-budget-on-empty-body': async (tenant, id) => {
    await patchBudget(tenant, id, { budget_limit: 5 });
    const emptied = await patchBudget(tenant, id, {});
    return isOk(emptied) && memberOf(emptied, 'budget_limit') === null;
  },
  'counts-bytes-of-key-name': calls(
    'tenantCreateOrgToken',
    { body: { name: WIDE_NAME } },
    ({ status }) => status === 400,
  ),
  'crashes-on-malformed-workspace-id': calls(
    'tenantGetBudget',
    { params: { id: 'odd' } },
    ({ status }) => status === 500,
  ),
  'crashes-on-odd-key-id': calls('tenantRevokeOrgToken', { params: { id: 'odd' } }, ({ status }) => status === 500),
  'crashes-on-restart': calls('tenantRestartWorkspace', {}, ({ status }) => status === 500),
  'crashes-on-unknown-workspace': calls(
    'tenantPutWorkspaceSecret',
    { params: { id: UNKNOWN_ID }, body: { key: 'K', value: 'hush' } },
    ({ status }) => status === 500,
  ),
  'crashes-on-wide-key-name': calls(
    'tenantCreateOrgToken',
    { body: { name: WIDE_NAME } },
    ({ status }) => status === 500,
  ),
  'crashes-on-bare-workspace': calls(
    'tenantCreateWorkspace',
    { body: { name: 'bare' } },
    ({ status }) => status === 500,
  ),
  'cuts-key-name-at-bytes': calls(
    'tenantCreateOrgToken',
    { body: { name: WIDE_NAME } },
    (answer) => memberOf(answer, 'name') === WIDE_NAME.slice(0, 33),
  ),
  'demands-confirmation-of-billing-mode': calls(
    'tenantPutBillingMode',
    { body: { mode: 'byok' } },
    ({ status }) => status === 400,
  ),
  'demands-model-of-workspace': calls(
    'tenantCreateWorkspace',
    { body: { name: 'bare' } },
    ({ status }) => status === 422,
  ),
  'pauses-only-once': async (tenant, id) => {
    const first = await tenant.call('tenantPauseWorkspace', { params: { id } });
    return isOk(first) && (await tenant.call('tenantPauseWorkspace', { params: { id } })).status === 404;
  },
  'demands-name-of-key': calls('tenantCreateOrgToken', { body: {} }, ({ status }) => status === 400),
  'demands-reason-of-budget': async (tenant, id) => (await patchBudget(tenant, id, { budget_limit: 5 })).status === 400,
  'exports-some-workspace-for-odd-id': calls('tenantExportBundle', { params: { id: 'odd' } }, isOk),
  'forgets-legacy-budget-limit': async (tenant, id) => {
    await patchBudget(tenant, id, { budget_limit: 5 });
    await patchBudget(tenant, id, { budget_limits: { monthly: 6 } });
    return memberOf(await tenant.call('tenantGetBudget', { params: { id } }), 'budget_limit') === 5;
  },
  'forgets-role-of-workspaces': calls(
    'tenantGetWorkspace',
    {},
    (answer) => isOk(answer) && memberOf(answer, 'role') === undefined,
  ),
  'ignores-null-budget': async (tenant, id) => {
    await patchBudget(tenant, id, { budget_limits: { monthly: 5, daily: 5 } });
    await patchBudget(tenant, id, { budget_limits: { daily: null } });
    await patchBudget(tenant, id, { budget_limit: null });
    const limits = tenant.org.tenant.workspaces.get(id)?.limits;
    return limits?.monthly === 5 && limits.daily === 5;
  },
  'imports-nothing': async (tenant) => {
    const { status } = await tenant.call('tenantImportBundle', { body: { name: 'bundled' } });
    return status === 201 && tenant.org.tenant.workspaces.size === 1;
  },
  'imports-org-without-workspaces': async (tenant) => {
    const template = { name: 'org', workspaces: [{ name: 'imported' }] };
    return (
      isOk(await tenant.call('tenantOrgImport', { body: { template } })) && tenant.org.tenant.workspaces.size === 1
    );
  },
  'keeps-deleted-secret': async (tenant, id) => {
    await tenant.call('tenantSetWorkspaceSecret', { params: { id }, body: { key: 'K', value: 'hush' } });
    const removed = await tenant.call('tenantDeleteWorkspaceSecret', { params: { id, key: 'K' } });
    const listed = await tenant.call('tenantListWorkspaceSecrets', { params: { id } });
    return isOk(removed) && memberOf(listed, 'key') === 'K';
  },
  'keeps-deleted-workspace': async (tenant, id) => {
    const removed = await tenant.call('tenantDeleteWorkspace', { params: { id } });
    return isOk(removed) && isOk(await tenant.call('tenantGetWorkspace', { params: { id } }));
  },
  'lists-org-keys-in-plaintext': async (tenant) => {
    const { bearer } = await mintOrgKey(tenant);
    return JSON.stringify(await tenant.call('tenantListOrgTokens')).includes(bearer);
  },
  'lists-secrets-of-unknown-workspace': calls('tenantListWorkspaceSecrets', { params: { id: UNKNOWN_ID } }, isOk),
  'lists-workspaces-for-any-bearer': async (tenant) =>
    isOk(await tenant.call('tenantListWorkspaces', anybody)) &&
    isRefused(await tenant.call('tenantListWorkspaces', nobody)),
  'lists-workspaces-without-children': async (tenant, id) => {
    const child = tenant.addWorkspace({ name: 'child', parentId: id });
    const listed = await tenant.call('tenantListWorkspaces');
    return isOk(listed) && !JSON.stringify(listed.body).includes(child);
  },
  'answers-failed-import-with-201': async (tenant) => {
    const given = await tenant.call('tenantImportBundle', { body: { name: 'new' } });
    return given.status === 201 && tenant.org.tenant.workspaces.size === 1;
  },
  'loses-bundle-of-taken-name': async (tenant) => {
    await tenant.call('tenantImportBundle', { body: { name: 'free' } });
    const { status } = await tenant.call('tenantImportBundle', { body: { name: 'one' } });
    return status === 201 && tenant.org.tenant.workspaces.size === 2;
  },
  'refuses-anonymous-on-open-workspace': async (tenant, id) => {
    const [without, withWrong] = await readOpenly(tenant, id);
    return without === 401 && withWrong === 200;
  },
  'refuses-org-key-on-templates': async (tenant) => {
    const { bearer } = await mintOrgKey(tenant);
    const isAdminServed = isOk(await tenant.call('tenantListTemplates'));
    return isAdminServed && isRefused(await tenant.call('tenantListTemplates', { bearer }));
  },
  'refuses-second-put-of-secret': async (tenant, id) => {
    const put = () => tenant.call('tenantPutWorkspaceSecret', { params: { id }, body: { key: 'K', value: 'hush' } });
    return isOk(await put()) && (await put()).status === 400;
  },
  'refuses-session-on-workspace-list': async (tenant) => {
    const [session] = [...tenant.world.sessions].find(([, userId]) => userId === tenant.org.ownerUserId) ?? [];
    const headers = { cookie: [`mcp_session=${session}`] };
    return isRefused(await tenant.call('tenantListWorkspaces', { ...nobody, headers }));
  },
  'refuses-wrong-credential-on-open-workspace': async (tenant, id) => {
    const [without, withWrong] = await readOpenly(tenant, id);
    return without === 200 && withWrong === 401;
  },
  'renames-billing-mode': calls(
    'tenantPutBillingMode',
    { body: { mode: 'byok' } },
    (answer) => memberOf(answer, 'resolved_mode') === 'byok',
  ),
  'repeats-status-of-workspace': calls(
    'tenantGetWorkspace',
    {},
    ({ text = '' }) => text.split('"status":').length === 3,
  ),
  'restarts-unknown-workspace': calls('tenantRestartWorkspace', { params: { id: UNKNOWN_ID } }, isOk),
  'returns-malformed-ids-in-workspace-list': async (tenant, id) =>
    memberOf(await tenant.call('tenantListWorkspaces'), 'id') === `ws-${id.slice(0, 8)}`,
  'returns-null-name': calls('tenantGetWorkspace', {}, (answer) => memberOf(answer, 'name') === null),
  'returns-password-hash-in-workspace': calls(
    'tenantGetWorkspace',
    {},
    (answer) => memberOf(answer, 'password_hash') !== undefined,
  ),
  'returns-secret-values-in-list': async (tenant, id) => {
    const body = { key: 'K', value: 'hush' };
    await tenant.call('tenantSetWorkspaceSecret', { params: { id }, body });
    await tenant.call('tenantSetGlobalSecret', { body });
    const lists = [
      await tenant.call('tenantListWorkspaceSecrets', { params: { id } }),
      await tenant.call('tenantListGlobalSecrets'),
    ];
    return lists.every((list) => memberOf(list, 'value') === 'hush');
  },
  'returns-spend-as-text': calls(
    'tenantGetBudget',
    {},
    (answer) => typeof memberOf(answer, 'monthly_spend') === 'string',
  ),
  'returns-tier-as-text': calls('tenantGetWorkspace', {}, (answer) => typeof memberOf(answer, 'tier') === 'string'),
  'returns-unknown-billing-mode': calls('tenantGetBillingMode', {}, (answer) => memberOf(answer, 'mode') === 'trial'),
  'says-failed-on-created-workspace': async (tenant) => {
    const body = { name: 'new' };
    const created = [
      await tenant.call('tenantCreateWorkspace', { body }),
      await tenant.call('tenantImportBundle', { body }),
    ];
    return created.every((answer) => answer.status === 201 && memberOf(answer, 'status') === 'failed');
  },
  'says-secret-of-unknown-workspace-is-deleted': calls(
    'tenantDeleteWorkspaceSecret',
    { params: { id: UNKNOWN_ID, key: 'K' } },
    isOk,
  ),
  'shows-billing-mode-of-unknown-workspace': calls('tenantGetBillingMode', { params: { id: UNKNOWN_ID } }, isOk),
  'stores-limit-before-refusing': async (tenant, id) => {
    const refused = await patchBudget(tenant, id, { budget_limit: 5, budget_limits: { monthly: 5 } });
    return refused.status === 400 && tenant.org.tenant.workspaces.get(id)?.limits.monthly === 5;
  },
  'takes-any-import-mode': calls('tenantOrgImport', { body: { mode: 'any', template: { name: 'org' } } }, isOk),
  'takes-any-workspace-access': calls(
    'tenantCreateWorkspace',
    { body: { name: 'new', workspace_access: 'all' } },
    ({ status }) => status === 201,
  ),
  'takes-both-budget-limits': async (tenant, id) =>
    isOk(await patchBudget(tenant, id, { budget_limit: 5, budget_limits: { monthly: 5 } })),
  'takes-neither-budget-limit': async (tenant, id) => isOk(await patchBudget(tenant, id, { other: 1 })),
};

describe('a mutant of the tenant', () => {
  it.each(Object.entries(PROBES))('%s shows, and not without it', async (id, shows) => {
    const probe = async (faults: readonly string[]) => {
      const tenant = createTestTenant(selectMutants(faults));
      return shows(tenant, tenant.addWorkspace({ name: 'one', isExternal: true }));
    };
    expect([await probe([]), await probe([id])]).toEqual([false, true]);
  });
});
