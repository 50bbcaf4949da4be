import { defined } from '../../core/defined.ts';
import { describe, expect, it } from 'vitest';
import { startDeployment, type Deployment } from '../deployment.ts';
import { call, credentialsOf, readText, type TestAnswer, type TestCall } from '../../../tests/support/test-call.ts';
import { cutKeys, prepareCall, type Keyring } from '../../../tests/support/test-ways.ts';

type Probe = (keys: Keyring) => Promise<boolean>;
type Role = keyof ReturnType<typeof credentialsOf>;

const UNKNOWN_ID = '11111111-1111-4111-8111-111111111111';

/** Calls an operation with its rightful credential, and what else is wanted. */
function send(keys: Keyring, operationId: string, wanted: Partial<TestCall> = {}): Promise<TestAnswer> {
  const right = prepareCall(keys, operationId);
  return call(keys.deployment, {
    ...right.call,
    ...wanted,
    headers: { ...right.call.headers, ...right.credential, ...wanted.headers },
  });
}

/** Calls an operation without any credential. */
function sendBare(keys: Keyring, operationId: string, path?: string): Promise<TestAnswer> {
  const right = prepareCall(keys, operationId);
  return call(keys.deployment, { ...right.call, ...defined({ path }) });
}

/** Asks for the org under another name, with a session. */
function sendAs(keys: Keyring, role: Role, method: string, path: string): Promise<TestAnswer> {
  return call(keys.deployment, { method, path, headers: credentialsOf(keys.deployment)[role] });
}

/** Calls an operation with these routing headers and no others. */
function route(keys: Keyring, operationId: string, headers: Record<string, string>): Promise<TestAnswer> {
  const right = prepareCall(keys, operationId);
  return call(keys.deployment, { ...right.call, headers: { ...right.credential, ...headers } });
}

/** Looks at all operations without a credential. */
function refusing(operationIds: readonly string[], shows: (answer: TestAnswer) => boolean): Probe {
  return async (keys) => {
    const answers = [];
    for (const operationId of operationIds) answers.push(await sendBare(keys, operationId));
    return answers.every(shows);
  };
}

/** Looks at all operations with these routing headers; what belongs to the tenant has to come back. */
function routing(operationIds: readonly string[], headers: (keys: Keyring) => Record<string, string>): Probe {
  return async (keys) => {
    const answers = [];
    for (const operationId of operationIds) answers.push(await route(keys, operationId, headers(keys)));
    return answers.every(({ status }) => status === 200);
  };
}

/** A probe that is answered so with the slug alone, and not with the id besides. */
function demanding(operationIds: readonly string[], status: number): Probe {
  return async (keys) => {
    const answers = [];
    for (const operationId of operationIds) {
      const slug = { 'x-molecule-org-slug': 'acme' };
      const alone = await route(keys, operationId, slug);
      const both = await route(keys, operationId, { ...slug, 'x-molecule-org-id': keys.acme.id });
      answers.push(alone.status === status && both.status !== status);
    }
    return answers.every(Boolean);
  };
}

/** A probe that looks at one header of each operation's answer. */
function heading(operationIds: readonly string[], name: string, shows: (value: string) => boolean): Probe {
  return async (keys) => {
    const answers = [];
    for (const operationId of operationIds) answers.push(await send(keys, operationId));
    return answers.every(({ status, headers }) => status === 200 && shows(headers[name] ?? ''));
  };
}

/** A probe that finds a text in the answer of an operation. */
function telling(operationId: string, text: string | RegExp, wanted: Partial<TestCall> = {}): Probe {
  return async (keys) => new RegExp(text).test((await send(keys, operationId, wanted)).text);
}

const PROBES: Readonly<Record<string, Probe>> = {
  'marks-byte-order-of-json': telling('adminListThinAmi', /^\uFEFF/),
  'sends-latin-1': telling('tenantListTemplates', '\uFFFD'),
  'sends-two-values-for-one': telling('listInvoices', '"level":"debug"'),
  'spends-not-a-number': telling('tenantGetBudget', 'NaN'),
  'changes-org-before-it-is-made': telling('getOrg', '"updated_at":"2019'),
  'changes-secrets-before-they-are-made': async (keys) => {
    await send(keys, 'tenantSetGlobalSecret', { body: { key: 'A_SETTING', value: 'some value' } });
    return telling('tenantListGlobalSecrets', '"updated_at":"2019')(keys);
  },
  'leaves-more-than-the-limit': telling('tenantPatchBudget', '"remaining":999999', {
    body: { budget_limits: { monthly: 5 } },
  }),
  'overdraws-its-cap': telling('getOrg', '"overage_used_credits":900'),
  'counts-org-keys-beyond-the-list': async (keys) => {
    const { count, tokens } = (await send(keys, 'tenantListOrgTokens')).json;
    return Array.isArray(tokens) && count === tokens.length + 1;
  },
  'lists-error-among-templates': telling('tenantListTemplates', 'cannot read template'),
  'lists-nothing-among-workspaces': telling('adminListOrgWorkspaces', /null\]/),
  'lists-orgs-twice': telling('adminListOrgs', /"slug":"globex".*"slug":"globex"/),
  'lists-pins-twice': async (keys) => {
    // Its body is a list.
    const rows = (await send(keys, 'adminListRuntimeImage')).json as unknown as readonly object[];
    return JSON.stringify(rows[0]) === JSON.stringify(rows.at(-1));
  },
  'diagnoses-another-tenant': telling('adminTenantDiagnostics', '"slug":"globex"'),
  'exports-another-org': telling('exportOrg', '"slug":"globex"'),
  'lists-workspaces-under-another-org': telling('adminListOrgWorkspaces', '"org_slug":"globex"'),
  'points-to-another-workspace': async (keys) => {
    const { status, headers, text } = await send(keys, 'tenantCreateWorkspace', { body: { name: 'pointed-to' } });
    return status === 201 && headers.location !== undefined && !text.includes(headers.location.slice(-36));
  },
  'provisions-another-runtime': async (keys) => {
    const body = {
      org_id: keys.acme.id,
      workspace_id: UNKNOWN_ID,
      runtime: 'langgraph',
      platform_url: 'https://acme.example.com',
    };
    const { status, text } = await send(keys, 'provisionWorkspace', { body });
    return status === 201 && text.includes('"runtime":"hermes"');
  },
  'rehearses-another-org': telling('adminCreateOrg', 'somebody-else', {
    path: '/api/v1/admin/orgs?dry_run=true',
    body: { slug: 'rehearsed', name: 'R', owner_user_id: 'someone' },
  }),
  'carries-private-key-as-note': telling('adminTenantDiagnostics', 'BEGIN PRIVATE KEY'),
  'carries-random-key-in-pins': telling('adminListThinAmi', '"note":'),
  'carries-web-token-as-role': telling('tenantGetWorkspace', '"role":"eyJ'),
  'keys-export-by-session': telling('exportOrg', /"sessions":\{"mcs_/),
  'names-owner-in-refusal': async (keys) => {
    const { status, text } = await sendAs(keys, 'stranger', 'GET', '/api/v1/orgs/acme/export');
    return status === 403 && text.includes('ask user_owner');
  },
  'repeats-half-of-a-bearer': async (keys) => {
    const headers = { authorization: `Bearer ${'made-up-'.repeat(5)}x` };
    const { status, text } = await send(keys, 'adminListOrgs', { headers });
    return status === 401 && text.includes(`token: ${'made-up-'.repeat(2)}`);
  },
  'sets-bare-session-cookie': heading(['getOrg'], 'set-cookie', (value) => value.startsWith('mcp_session=')),
  'shows-cloud-key-in-error': telling('adminRedeployTenant', 'denied for AKIA', {
    path: '/api/v1/admin/tenants/not-there/redeploy',
  }),
  'tells-address-of-owner': async (keys) =>
    (await sendAs(keys, 'stranger', 'GET', '/api/v1/orgs/acme/provision-status')).text.includes('@example.org'),
  'allows-every-origin-with-credentials': async (keys) => {
    const headers = { origin: 'https://foreign.example' };
    const asked = [await send(keys, 'listOrgs', { headers }), await send(keys, 'tenantListWorkspaces', { headers })];
    return asked.every((each) => each.headers['access-control-allow-origin'] === headers.origin && each.status === 200);
  },
  'allows-star-with-credentials': heading(['getOrgInstance'], 'access-control-allow-origin', (value) => value === '*'),
  'calls-gone-what-it-answers': heading(['adminListThinAmi'], 'sunset', (value) => value.includes('2021')),
  'calls-stable-operation-deprecated': heading(['getOrg', 'tenantListTemplates'], 'deprecation', (value) =>
    value.startsWith('@'),
  ),
  'lets-all-keep-org-data': heading(['getOrg', 'tenantListWorkspaces'], 'cache-control', (value) =>
    value.startsWith('public'),
  ),
  'lets-invoices-expire-late': heading(['listInvoices'], 'expires', (value) => Date.parse(value) > Date.now()),
  'lives-in-the-past': heading(
    ['getOrgInstance', 'tenantListOrgTemplates'],
    'date',
    (value) => Date.parse(value) < Date.now() - 86_400_000,
  ),
  'names-charset-as-encoding': heading(['adminListRuntimeImage'], 'content-encoding', (value) => value === 'utf-8'),
  'omits-time-to-wait': async (keys) => {
    const path = '/api/v1/admin/tenants/not-there/redeploy';
    const { status, headers } = await send(keys, 'adminRedeployTenant', { path });
    return status === 503 && headers['retry-after'] === undefined;
  },
  'says-gzip-and-sends-text': async (keys) => {
    const answers = [await send(keys, 'tenantListTemplates'), await send(keys, 'getOrg')];
    return answers.every(({ headers, text }) => headers['content-encoding'] === 'gzip' && JSON.parse(text) !== null);
  },
  'accepts-slug-in-id-header': routing(['tenantListOrgTemplates', 'tenantListGlobalSecrets'], () => ({
    'x-molecule-org-id': 'acme',
  })),
  'accepts-token-of-deleted-workspace': async (keys) => {
    const { acme, deployment } = keys;
    const headers = { authorization: `Bearer ${acme.adminToken}`, 'x-molecule-org-id': acme.id };
    const admin = (method: string, path: string, body?: TestCall['body']) =>
      call(deployment, { method, path, tenant: 'acme', headers, ...defined({ body }) });
    const id = readText((await admin('POST', '/workspaces', { name: 'short-lived' })).json, 'id');
    const token = readText((await admin('POST', `/workspaces/${id}/tokens`)).json, 'auth_token');
    const ask = async (path: string) =>
      (await call(deployment, { path, tenant: 'acme', headers: { ...headers, authorization: `Bearer ${token}` } }))
        .status;
    const other = `/workspaces/${acme.workspaceId}/secrets`;
    const before = [await ask(`/workspaces/${id}/secrets`), await ask(other)];
    await admin('DELETE', `/workspaces/${id}`);
    expect([before, await ask(`/workspaces/${acme.workspaceId}/budget`)]).toEqual([[200, 401], 401]);
    return (await ask(other)) === 200;
  },
  'demands-org-id-before-credential': demanding(
    ['tenantListWorkspaces', 'tenantGetWorkspace', 'tenantListOrgTokens'],
    400,
  ),
  'denies-slug-before-credential': demanding(['tenantListWorkspaces'], 403),
  'answers-conflict-without-error': async (keys) => {
    const { status, text } = await send(keys, 'tenantRestartWorkspace', { path: `/workspaces/${UNKNOWN_ID}/restart` });
    return status === 409 && !text.includes('error');
  },
  'answers-misrouted-with-nothing': async (keys) => {
    const { status, text } = await route(keys, 'tenantGetBudget', { 'x-molecule-org-id': UNKNOWN_ID });
    return status === 404 && text === '';
  },
  'answers-unknown-workspace-with-html': async (keys) => {
    const path = `/workspaces/${UNKNOWN_ID}/budget`;
    const { status, text } = await send(keys, 'tenantPatchBudget', { path });
    return status === 404 && text.includes('<h1>');
  },
  'follows-routing-header-of-another-org': async (keys) => {
    const headers = { 'x-molecule-org-id': keys.globex.id };
    const answer = await send(keys, 'tenantListWorkspaces', { headers });
    return answer.status === 200 && answer.text.includes(keys.globex.workspaceId);
  },
  'ignores-contradicting-routing-header': routing(['tenantListTemplates', 'tenantListWorkspaces'], ({ acme }) => ({
    'x-molecule-org-id': acme.id,
    'x-molecule-org-slug': 'globex',
  })),
  'ignores-missing-routing-header': routing(['tenantListTemplates', 'tenantGetWorkspace'], () => ({})),
  'ignores-unknown-routing-header': routing(['tenantListOrgTokens', 'tenantGetWorkspace'], () => ({
    'x-molecule-org-id': UNKNOWN_ID,
  })),
  'limits-org-templates-without-a-wait': async (keys) => {
    const answers = [];
    for (let each = 0; each < 12; each += 1) answers.push(await send(keys, 'tenantListOrgTemplates'));
    const limited = answers.filter(({ status }) => status === 429);
    return limited.length === 1 && limited[0]?.headers['retry-after'] === undefined;
  },
  'limits-template-list': async (keys) => {
    const statuses = [];
    for (let each = 0; each < 10; each += 1) statuses.push((await send(keys, 'tenantListTemplates')).status);
    return statuses.filter((status) => status === 429).length === 1;
  },
  'forgets-when-org-was-made': async (keys) => {
    const { status, text } = await send(keys, 'getOrg');
    return status === 200 && text.includes('"slug"') && !text.includes('created_at');
  },
  'lets-stranger-export-org': async (keys) =>
    (await sendAs(keys, 'stranger', 'GET', '/api/v1/orgs/acme/export')).status === 200,
  'loses-slug-before-credential': demanding(['tenantGetBudget', 'tenantListTemplates', 'tenantGetWorkspace'], 404),
  'looks-before-authenticating': async (keys) => {
    const paths = { getOrg: '/api/v1/orgs/not-there', tenantGetBudget: `/workspaces/${UNKNOWN_ID}/budget` };
    const unknown = [
      await sendBare(keys, 'getOrg', paths.getOrg),
      await sendBare(keys, 'tenantGetBudget', paths.tenantGetBudget),
      await sendBare(keys, 'tenantExportBundle', `/bundles/export/${UNKNOWN_ID}`),
    ];
    const known = [await sendBare(keys, 'getOrg'), await sendBare(keys, 'tenantGetBudget')];
    expect(known.map(({ status }) => status)).toEqual([401, 401]);
    return unknown.every(({ status }) => status === 404);
  },
  'omits-challenge': refusing(
    ['listInvoices', 'adminListThinAmi', 'tenantListTemplates'],
    ({ status, headers }) => status === 401 && headers['www-authenticate'] === undefined,
  ),
  'omits-no-store': async (keys) => {
    const answers = [await send(keys, 'adminGetTenantToken'), await send(keys, 'tenantCreateOrgToken')];
    return answers.every(({ status, headers }) => status === 200 && headers['cache-control'] === undefined);
  },
  'omits-nosniff': async (keys) => {
    const answers = [await send(keys, 'getOrg'), await send(keys, 'tenantListTemplates')];
    return answers.every(({ status, headers }) => status === 200 && headers['x-content-type-options'] === undefined);
  },
  'reads-minted-key-again': async (keys) =>
    (await send(keys, 'tenantListOrgTokens')).text.includes(keys.secrets['org-key']),
  'reads-workspace-of-another-org': async (keys) => {
    const { workspaceId } = keys.globex;
    const foreign = [
      await send(keys, 'tenantGetBudget', { path: `/workspaces/${workspaceId}/budget` }),
      await send(keys, 'tenantGetWorkspace', { path: `/workspaces/${workspaceId}` }),
    ];
    return foreign.every(({ status }) => status === 200);
  },
  'refuses-but-acts': async (keys) => {
    const refused = await sendAs(keys, 'stranger', 'DELETE', '/api/v1/orgs/acme');
    const read = await sendAs(keys, 'owner', 'GET', '/api/v1/orgs/acme');
    expect(refused.status).toBe(403);
    return read.status === 404;
  },
  'refuses-malformed-credential-on-open-lookup': async (keys) => {
    const path = '/api/v1/orgs/acme/instance';
    const ask = async (authorization: string) =>
      (await call(keys.deployment, { path, headers: { authorization } })).status;
    expect([await ask('Bearer wrong'), (await sendBare(keys, 'getOrgInstance')).status]).toEqual([200, 200]);
    return (await ask('Bearer')) === 401;
  },
  'refuses-with-200': refusing(
    ['getOrg', 'tenantListOrgTokens'],
    ({ status, text }) => status === 200 && text.includes('"error"'),
  ),
  'refuses-with-a-page': refusing(
    ['getProvisionStatus', 'tenantListOrgTokens'],
    ({ status, text, headers }) =>
      status === 401 && text.includes('<h1>') && headers['content-type']?.startsWith('text/html') === true,
  ),
  'refuses-with-redirect': refusing(
    ['listOrgs', 'tenantListGlobalSecrets'],
    ({ status, headers }) => status === 302 && headers.location === '/login',
  ),
  'refuses-with-teapot': refusing(['listInvoices', 'adminListOrgs'], ({ status }) => status === 418),
  'refuses-with-the-data': async (keys) => {
    const told = [
      await sendAs(keys, 'stranger', 'GET', '/api/v1/orgs/acme'),
      await sendBare(keys, 'getOrg'),
      await sendBare(keys, 'adminListThinAmi'),
      await sendBare(keys, 'tenantListTemplates'),
    ];
    expect(told.map(({ status }) => status)).toEqual([403, 401, 401, 401]);
    return told.every(({ text }) => /stripe_customer_id|ami_id|runtime/.test(text));
  },
  'refuses-foreign-origin-with-nothing': async (keys) => {
    const headers = { origin: 'https://foreign.example' };
    const refused = [await send(keys, 'listOrgs', { headers }), await send(keys, 'tenantListWorkspaces', { headers })];
    return refused.every(({ status, text }) => status === 403 && text === '');
  },
  'shows-provisioning-to-strangers': async (keys) =>
    (await sendAs(keys, 'stranger', 'GET', '/api/v1/orgs/acme/provision-status')).status === 200,
  'tells-foreign-workspace-from-unknown': async (keys) => {
    const ask = async (id: string) => [
      (await send(keys, 'tenantGetBudget', { path: `/workspaces/${id}/budget` })).status,
      (await send(keys, 'tenantExportBundle', { path: `/bundles/export/${id}` })).status,
    ];
    expect(await ask(UNKNOWN_ID)).toEqual([404, 404]);
    return (await ask(keys.globex.workspaceId)).every((status) => status === 403);
  },
};

/** Operations that the rightful caller can go on using, whatever else is wrong. */
const SPOT_CHECKS = ['listOrgs', 'getOrg', 'exportOrg', 'adminListThinAmi', 'tenantListTemplates', 'tenantGetBudget'];

async function probe(faults: readonly string[], shows: Probe): Promise<boolean> {
  const deployment: Deployment = await startDeployment({ faults });
  try {
    const keys = await cutKeys(deployment);
    const statuses: number[] = [];
    for (const operationId of SPOT_CHECKS) statuses.push((await send(keys, operationId)).status);
    expect(statuses).toEqual(SPOT_CHECKS.map(() => 200));
    const shown = await shows(keys);
    expect(deployment.internalErrors()).toEqual([]);
    return shown;
  } finally {
    await deployment.close();
  }
}

describe('a mutant of ownership, of routing or of refusals', () => {
  it.each(Object.entries(PROBES))('%s shows on the wire, and not without it', async (id, shows) => {
    expect([await probe([], shows), await probe([id], shows)]).toEqual([false, true]);
  });
});
