import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../core/json.ts';
import { startDeployment, type Deployment } from '../deployment.ts';
import { call, credentialsOf, readSeedOrg, type TestAnswer, type TestCall } from '../../../tests/support/test-call.ts';

type Probe = (deployment: Deployment) => Promise<boolean>;
type Role = keyof ReturnType<typeof credentialsOf>;

const UNKNOWN_ID = '11111111-1111-4111-8111-111111111111';
const NEW_ORG = { slug: 'brand-new', name: 'New', owner_user_id: 'someone' };

function send(deployment: Deployment, role: Role | 'nobody', wanted: TestCall): Promise<TestAnswer> {
  const credential = role === 'nobody' ? {} : credentialsOf(deployment)[role];
  const path = wanted.path.startsWith('/') ? wanted.path : `/api/v1/${wanted.path}`;
  return call(deployment, { ...wanted, path, headers: { ...credential, ...wanted.headers } });
}

/** A probe that reads once and looks at the answer. */
function reads(role: Role | 'nobody', path: string, shows: (answer: TestAnswer) => boolean): Probe {
  return async (deployment) => shows(await send(deployment, role, { path }));
}

/** A probe that sends one body and looks at the answer. */
function sends(
  role: Role | 'nobody',
  [method, path]: readonly [string, string],
  body: JsonValue,
  shows: (answer: TestAnswer) => boolean,
): Probe {
  return async (deployment) => shows(await send(deployment, role, { method, path, body }));
}

/** A probe that breaks off where the connection does. */
function breaks(role: Role, path: string): Probe {
  return (deployment) =>
    send(deployment, role, { path }).then(
      () => false,
      () => true,
    );
}

async function sendEnv(deployment: Deployment, body: JsonValue): Promise<TestAnswer> {
  const { workspaceId } = await readSeedOrg(deployment, 'acme');
  return send(deployment, 'admin', { method: 'POST', path: `admin/workspaces/${workspaceId}/env`, body });
}

async function deprovision(deployment: Deployment, path: string, headers: Record<string, string>): Promise<number> {
  return (await send(deployment, 'provisioner', { method: 'DELETE', path: `workspaces/${path}`, headers })).status;
}

function rowsOf(answer: TestAnswer): readonly JsonObject[] {
  return answer.json as unknown as readonly JsonObject[];
}

/** Provisions a machine, and returns how to read its state. */
async function provision(deployment: Deployment): Promise<() => Promise<unknown>> {
  const { id } = await readSeedOrg(deployment, 'acme');
  const body = {
    org_id: id,
    workspace_id: UNKNOWN_ID,
    runtime: 'langgraph',
    platform_url: 'https://acme.example.com',
  };
  const made = await send(deployment, 'provisioner', { method: 'POST', path: 'workspaces/provision', body });
  const { instance_id } = made.json;
  if (typeof instance_id !== 'string') throw new Error('a machine has an id');
  const path = `workspaces/${UNKNOWN_ID}/status?instance_id=${instance_id}`;
  return async () => (await send(deployment, 'provisioner', { path })).json.state;
}

const PROBES: Readonly<Record<string, Probe>> = {
  'accepts-same-host-referer': async (deployment) => {
    const host = new URL(deployment.tenantBaseUrl.replace('{slug}', 'acme')).host;
    const headers = { 'x-molecule-org-slug': 'acme', referer: `http://${host}/dashboard` };
    return (await send(deployment, 'nobody', { path: '/workspaces', tenant: 'acme', headers })).status === 200;
  },
  'answers-progress-slowly': async (deployment) => {
    const startedAtMs = performance.now();
    await send(deployment, 'owner', { path: 'orgs/acme/provision-status' });
    return performance.now() - startedAtMs > 3000;
  },
  'accepts-anonymous-on-pin-list': reads('nobody', 'admin/thin-ami/promote', ({ status }) => status === 200),
  'accepts-any-bearer': async (deployment) => {
    const headers = { authorization: 'Bearer whatever' };
    return (await send(deployment, 'nobody', { path: 'admin/tenants/acme/diagnostics', headers })).status === 200;
  },
  'accepts-confirm-under-another-key': sends(
    'admin',
    ['DELETE', 'admin/tenants/not-there'],
    { confirmation: 'not-there' },
    ({ status }) => status === 200,
  ),
  'accepts-provision-secret-on-admin-route': reads('provisioner', 'admin/orgs', ({ status }) => status === 200),
  'accepts-token-in-query': async (deployment) => {
    const path = `admin/orgs?access_token=${deployment.environment.CP_ADMIN_BEARER ?? ''}`;
    return (await send(deployment, 'nobody', { path })).status === 200;
  },
  'allows-other-methods': sends(
    'owner',
    ['PUT', 'orgs/acme'],
    {},
    ({ status, headers }) => status === 405 && headers.allow === 'GET',
  ),
  'answers-below-http': breaks('admin', 'admin/runtime-image/promote'),
  'answers-export-with-empty-object': reads('owner', 'orgs/acme/export', ({ text }) => text === '{}'),
  'answers-get-org-with-nothing': reads('owner', 'orgs/acme', ({ text }) => text === ''),
  'answers-malformed-slug-as-provisioning': reads(
    'owner',
    'orgs/-No-/provision-status',
    ({ status }) => status === 200,
  ),
  'answers-not-found-with-html': reads('owner', 'orgs/not-there', ({ text }) => text.includes('<h1>')),
  'answers-undeclared-method': sends('owner', ['PUT', 'orgs/acme'], {}, ({ status }) => status === 200),
  'answers-first-token-read-with-202': async (deployment) => {
    const read = async () => (await send(deployment, 'admin', { path: 'admin/orgs/acme/admin-token' })).status;
    return (await read()) === 202 && (await read()) === 200;
  },
  'answers-with-wrong-content-type': reads('admin', 'admin/thin-ami/promote', ({ headers }) =>
    (headers['content-type'] ?? '').startsWith('text/html'),
  ),
  'applies-secret-key-that-it-refuses': async (deployment) => {
    const refused = await sendEnv(deployment, { env: { API_KEY: 'x' } });
    const { json } = await sendEnv(deployment, { env: { A: '1' } });
    return refused.status === 400 && JSON.stringify(json.env_keys_after).includes('API_KEY');
  },
  'applies-secret-key-without-force': async (deployment) =>
    (await sendEnv(deployment, { env: { API_KEY: 'x' } })).status === 200,
  'crashes-on-bad-billing-mode': sends(
    'admin',
    ['PUT', `admin/workspaces/${UNKNOWN_ID}/llm-billing-mode?org_slug=acme`],
    { mode: 'free' },
    ({ status }) => status === 500,
  ),
  'crashes-on-malformed-json': async (deployment) =>
    (await send(deployment, 'owner', { method: 'POST', path: 'orgs', text: '{' })).status === 500,
  'creates-org-on-dry-run': async (deployment) => {
    await send(deployment, 'admin', { method: 'POST', path: 'admin/orgs?dry_run=true', body: NEW_ORG });
    return (await send(deployment, 'admin', { path: 'admin/orgs/brand-new/workspaces' })).status !== 404;
  },
  'cuts-off-org-list': breaks('owner', 'orgs'),
  'deprovisions-with-other-tenants-token': async (deployment) => {
    const [acme, globex] = [await readSeedOrg(deployment, 'acme'), await readSeedOrg(deployment, 'globex')];
    const headers = { 'x-molecule-admin-token': acme.adminToken };
    return (await deprovision(deployment, globex.workspaceId, headers)) === 200;
  },
  'deprovisions-with-secret-alone': async (deployment) => (await deprovision(deployment, UNKNOWN_ID, {})) === 200,
  'drops-export-route': reads('owner', 'orgs/acme/export', ({ text }) => text === '404 page not found'),
  'echoes-env-value-in-error': async (deployment) =>
    (await sendEnv(deployment, { env: { API_KEY: 'hush' } })).text.includes('hush'),
  'ignores-force': async (deployment) =>
    (await sendEnv(deployment, { env: { API_KEY: 'x' }, force: true })).status === 400,
  'ignores-unknown-keys': sends(
    'admin',
    ['POST', 'admin/orgs?dry_run=true'],
    { ...NEW_ORG, extra: 1 },
    ({ status }) => status === 200,
  ),
  'keeps-quiet-about-address': reads(
    'owner',
    'orgs/acme/provision-status',
    ({ json }) => json['stage'] === 'ready' && !('url' in json),
  ),
  'keeps-machine-running': async (deployment) => {
    const { adminToken } = await readSeedOrg(deployment, 'acme');
    const readState = await provision(deployment);
    await deprovision(deployment, UNKNOWN_ID, { 'x-molecule-admin-token': adminToken });
    return (await readState()) !== 'terminated';
  },
  'leaks-payment-provider-error': sends('noCredit', ['POST', 'orgs'], NEW_ORG, ({ text }) => text.includes('stripe')),
  'leaks-sql-in-error': reads('owner', 'orgs/not-there', ({ text }) => text.includes('SELECT')),
  'lets-member-delete-org': async (deployment) =>
    (await send(deployment, 'member', { method: 'DELETE', path: 'orgs/acme' })).status === 204,
  'lets-stranger-read-org': reads('stranger', 'orgs/acme', ({ status }) => status === 200),
  'loses-provisioned-machine': async (deployment) => (await (await provision(deployment))()) === 'terminated',
  'makes-up-workspace-id': async (deployment) => {
    const { id } = await readSeedOrg(deployment, 'acme');
    const body = { org_id: id, runtime: 'langgraph', platform_url: 'https://acme.example.com' };
    return (
      (await send(deployment, 'provisioner', { method: 'POST', path: 'workspaces/provision', body })).status === 201
    );
  },
  'merge-drops-other-keys': async (deployment) => {
    const { json } = await sendEnv(deployment, { env: { A: '1' }, merge: true });
    return JSON.stringify(json.env_keys_after) === '["A"]';
  },
  'mirror-omits-deprecation': reads('owner', '/cp/orgs', ({ headers }) => headers.deprecation === undefined),
  'mirror-wraps-answer': reads('owner', '/cp/orgs', ({ json }) => 'data' in json),
  'misplaces-slug-boundaries': sends(
    'admin',
    ['POST', 'admin/orgs?dry_run=true'],
    { ...NEW_ORG, slug: 'a'.repeat(33) },
    ({ status, json }) => status === 200 && json.slug === 'a'.repeat(33),
  ),
  'repeats-slug-of-org': reads('owner', 'orgs/acme', ({ text }) => text.split('"slug":').length === 3),
  'repeats-error-of-refusal': reads('nobody', 'orgs', ({ text }) => text.split('"error":').length === 3),
  'names-region-of-org': reads('owner', 'orgs/acme', ({ json }) => 'region' in json),
  'omits-error-member': reads('owner', 'orgs/not-there', ({ json }) => json.error === undefined),
  'omits-allow': sends(
    'owner',
    ['PUT', 'orgs/acme'],
    {},
    ({ status, headers }) => status === 405 && headers.allow === undefined,
  ),
  'overstates-progress': reads('owner', 'orgs/acme/provision-status', ({ json }) => json['progress'] === 250),
  'provisions-without-pin': async (deployment) => {
    const { id } = await readSeedOrg(deployment, 'acme');
    const body = { org_id: id, workspace_id: UNKNOWN_ID, runtime: 'none', platform_url: 'https://acme.example.com' };
    return (
      (await send(deployment, 'provisioner', { method: 'POST', path: 'workspaces/provision', body })).status === 201
    );
  },
  'prunes-on-any-value': async (deployment) => {
    const { adminToken, workspaceId } = await readSeedOrg(deployment, 'acme');
    await deprovision(deployment, `${workspaceId}?prune=no`, { 'x-molecule-admin-token': adminToken });
    const { text } = await send(deployment, 'admin', { path: 'admin/tenants/acme/diagnostics' });
    return text.includes('erased');
  },
  'reads-org-id-on-deprovision': async (deployment) => {
    const { adminToken } = await readSeedOrg(deployment, 'acme');
    const headers = { 'x-molecule-admin-token': adminToken, 'x-molecule-org-id': UNKNOWN_ID };
    return (await deprovision(deployment, UNKNOWN_ID, headers)) === 401;
  },
  'redirects-to-another-host': reads('owner', 'billing/invoices', ({ status }) => status === 302),
  'refuses-open-lookup': reads('nobody', 'orgs/acme/instance', ({ status }) => status === 401),
  'renames-slug-of-org': reads('owner', 'orgs/acme', ({ json }) => json.org_slug === 'acme' && json.slug === undefined),
  'renames-status-in-org-rows': reads('admin', 'admin/orgs', (answer) => rowsOf(answer)[0]?.state === 'running'),
  'reports-undeclared-stage': async (deployment) => {
    await send(deployment, 'owner', { method: 'POST', path: 'orgs', body: NEW_ORG });
    return (await send(deployment, 'owner', { path: 'orgs/brand-new/provision-status' })).json.stage === 'verifying';
  },
  'resets-invoice-connection': breaks('owner', 'billing/invoices'),
  'returns-admin-token-on-open-lookup': reads('nobody', 'orgs/acme/instance', ({ json }) => 'admin_token' in json),
  'says-failed-on-created-org': sends('owner', ['POST', 'orgs'], NEW_ORG, ({ json }) => json.status === 'failed'),
  'says-ok-false-on-redeploy': sends(
    'admin',
    ['POST', 'admin/tenants/acme/redeploy'],
    {},
    ({ json }) => json.ok === false,
  ),
  'says-ready-while-provisioning': reads(
    'owner',
    'orgs/acme/provision-status',
    ({ json }) => json.stage === 'ready' && json.status === 'provisioning',
  ),
  'truncates-org-list-json': reads('owner', 'orgs', ({ text }) => text.length > 0 && !text.endsWith(']')),
  'validates-before-authenticating': sends('nobody', ['POST', 'orgs'], {}, ({ status }) => status === 400),
  'wraps-first-image-list': async (deployment) => {
    const list = () => send(deployment, 'admin', { path: 'admin/runtime-image/promote' });
    return 'images' in (await list()).json && Array.isArray((await list()).json);
  },
  'wraps-org-list': reads('owner', 'orgs', ({ json }) => 'orgs' in json),
};

async function probe(faults: readonly string[], shows: Probe): Promise<boolean> {
  const deployment = await startDeployment({ faults });
  try {
    const shown = await shows(deployment);
    expect(deployment.internalErrors()).toEqual([]);
    return shown;
  } finally {
    await deployment.close();
  }
}

describe('a mutant of the control plane or of authentication', () => {
  it.each(Object.entries(PROBES))(
    '%s shows on the wire, and not without it',
    async (id, shows) => {
      expect([await probe([], shows), await probe([id], shows)]).toEqual([false, true]);
    },
    15_000,
  );
});
