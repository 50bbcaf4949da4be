import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import {
  createObservedTestTenant as createTenant,
  PLATFORM_MODEL,
  type Sent,
} from '../../../../tests/support/test-observed.ts';

const json = (body: JsonObject): Sent => ({ body });
const ANY_TEXT: unknown = expect.any(String);
const DATES = { created_at: ANY_TEXT, updated_at: ANY_TEXT };

describe('the observed tenant', () => {
  it('lists more of a workspace than it shows of one, in the order of creation', async () => {
    const { call } = await createTenant();
    const one = (await call('nobody', 'GET /workspaces/<ext>')).body as JsonObject;
    const rows = (await call('admin', 'GET /workspaces')).body as readonly JsonObject[];
    const { last_outbound_at, ...shared } = one;
    expect(last_outbound_at).toBeNull();
    const extra = {
      budget_limit: null,
      current_task: '',
      last_sample_error: '',
      monthly_spend: 0,
      workspace_dir: null,
    };
    expect(rows[0]).toEqual({ ...shared, ...extra });
    expect(rows.map(({ name }) => name)).toEqual(['ext', 'other', 'parent', 'child', 'com']);
  });

  it('shows an external workspace once how its agent connects', async () => {
    const { call } = await createTenant();
    const { body } = await call('admin', 'POST /workspaces', json({ name: 'n', external: true }));
    const { connection } = body as { connection: Readonly<Record<string, string>> };
    expect(Object.keys(connection)).toHaveLength(13);
    expect(connection).toMatchObject({
      platform_url: 'http://acme.localhost:1',
      registry_endpoint: 'http://acme.localhost:1/registry/register',
      heartbeat_endpoint: 'http://acme.localhost:1/registry/heartbeat',
    });
    const holders = Object.entries(connection).filter(([, text]) => text.includes(connection.auth_token ?? ''));
    expect(holders.map(([name]) => name)).toEqual(['auth_token']);
  });

  it('numbers a name that is taken below the same parent, until it gives up', async () => {
    const { call } = await createTenant();
    const create = () => call('admin', 'POST /workspaces', json({ name: 'ext', external: true }));
    for (let suffix = 2; suffix <= 21; suffix += 1) expect((await create()).status).toBe(201);
    const rows = (await call('admin', 'GET /workspaces')).body as readonly JsonObject[];
    expect(rows.at(-1)?.name).toBe('ext (21)');
    const { status, body } = await create();
    expect([status, Object.keys(body as object)]).toEqual([409, ['error']]);
  });

  it('confirms a name by its UTF-8 bytes, and never one with blanks at its ends', async () => {
    const { call, create } = await createTenant();
    await create('wälk');
    await create(' pad ');
    const remove = (name: string) =>
      call('admin', `DELETE /workspaces/<${name}>`, {
        headers: { 'x-confirm-name': Buffer.from(name.trim()).toString('latin1') },
      });
    expect([(await remove('wälk')).status, (await remove(' pad ')).status]).toEqual([200, 400]);
  });

  it('kills the tokens of what it resumes or restarts, not of what it pauses', async () => {
    const { call, mint } = await createTenant();
    const budget = async (name: string) => (await call(`token of ${name}`, `GET /workspaces/<${name}>/budget`)).status;
    await call('admin', 'POST /workspaces/<ext>/pause');
    expect(await budget('ext')).toBe(200);
    expect((await call('token of ext', 'POST /workspaces/<ext>/resume')).body).toEqual({
      resumed_count: 1,
      status: 'provisioning',
    });
    expect(await budget('ext')).toBe(401);
    // The control plane has no machine for an external one.
    expect((await call('nobody', 'GET /workspaces/<ext>')).body).toMatchObject({ status: 'failed' });
    await call('admin', 'POST /workspaces/<com>/restart');
    expect(await budget('com')).toBe(401);
    await mint('com');
    expect(await budget('com')).toBe(200);
    expect((await call('nobody', 'GET /workspaces/<com>')).body).toMatchObject({ status: 'provisioning' });
  });

  it('neither resumes nor restarts what is below a paused workspace', async () => {
    const { call } = await createTenant();
    await call('admin', 'POST /workspaces/<parent>/pause');
    for (const action of ['resume', 'restart']) {
      const { status, body } = await call('admin', `POST /workspaces/<child>/${action}`);
      expect([status, body]).toEqual([409, { error: 'parent workspace "parent" is paused' }]);
    }
    expect((await call('admin', 'POST /workspaces/<parent>/resume')).body).toMatchObject({ resumed_count: 2 });
  });

  it('fails a computed workspace whose org has to bring a key', async () => {
    const { call, create } = await createTenant();
    await create('byok', { model: 'claude-opus-4-7' });
    expect((await call('nobody', 'GET /workspaces/<byok>')).body).toMatchObject({ status: 'failed' });
    const { body } = await call('admin', 'GET /admin/workspaces/<byok>/llm-billing-mode');
    expect(body).toMatchObject({
      resolved_mode: 'byok',
      source: 'derived_provider',
      provider_selection: 'anthropic-api',
    });
  });

  it('restarts a computed workspace some time after a secret of it was set, and only once', async () => {
    const { call, mint, advance } = await createTenant();
    const budget = async () => (await call('token of com', 'GET /workspaces/<com>/budget')).status;
    const set = () => call('admin', 'PUT /settings/secrets', json({ key: 'A', value: 'v' }));
    await set();
    advance(9_999);
    expect(await budget()).toBe(200);
    advance(1);
    expect(await budget()).toBe(401);
    await mint('com');
    await set();
    advance(20_000);
    expect(await budget()).toBe(200);
  });

  it('brings a removed workspace back when its restart was waiting', async () => {
    const { call, advance } = await createTenant();
    await call('admin', 'POST /workspaces/<com>/secrets', json({ key: 'A', value: 'v' }));
    await call('admin', 'DELETE /workspaces/<com>', { headers: { 'x-confirm-name': 'com' } });
    expect((await call('nobody', 'GET /workspaces/<com>')).status).toBe(410);
    advance(10_000);
    expect((await call('nobody', 'GET /workspaces/<com>')).body).toMatchObject({ status: 'provisioning' });
  });

  it('replaces all limits of a budget, and lists the one of the month', async () => {
    const { call } = await createTenant();
    const patch = (body: JsonObject) => call('admin', 'PATCH /workspaces/<ext>/budget', json(body));
    await patch({ budget_limits: { hourly: 1, daily: 2 } });
    await patch({ budget_limit: 700 });
    expect((await call('admin', 'GET /workspaces/<ext>/budget')).body).toMatchObject({
      periods: { hourly: { limit: null }, daily: { limit: null }, weekly: { limit: null }, monthly: { limit: 700 } },
      budget_limit: 700,
    });
    const rows = (await call('admin', 'GET /workspaces')).body as readonly JsonObject[];
    expect(rows[0]?.budget_limit).toBe(700);
  });

  it('lists the budget that a workspace was created with, and enforces none', async () => {
    const { call, create } = await createTenant();
    await create('spender', { external: true, budget_limit: 50 });
    expect((await call('admin', 'GET /workspaces/<spender>/budget')).body).toMatchObject({ budget_limit: null });
    const rows = (await call('admin', 'GET /workspaces')).body as readonly JsonObject[];
    expect(rows.at(-1)?.budget_limit).toBe(50);
  });

  it('takes the key of a vendor once the org pays, and shows secrets of the org below those of the workspace', async () => {
    const { call } = await createTenant();
    await call('admin', 'PUT /admin/workspaces/<ext>/llm-billing-mode', json({ mode: 'byok' }));
    const secret = json({ key: 'OPENAI_API_KEY', value: 'v' });
    expect((await call('admin', 'POST /workspaces/<ext>/secrets', secret)).status).toBe(200);
    await call('admin', 'POST /settings/secrets', secret);
    await call('admin', 'POST /settings/secrets', json({ key: 'B', value: 'v' }));
    expect((await call('admin', 'GET /workspaces/<ext>/secrets')).body).toEqual([
      { ...DATES, has_value: true, key: 'OPENAI_API_KEY', scope: 'workspace' },
      { ...DATES, has_value: true, key: 'B', scope: 'global' },
    ]);
    const removed = await call('admin', 'DELETE /workspaces/<ext>/secrets/OPENAI_API_KEY');
    expect(removed.body).toEqual({ key: 'OPENAI_API_KEY', status: 'deleted' });
  });

  it('says of a key who made it and when it was last used', async () => {
    const { call } = await createTenant();
    await call('owner', 'POST /org/tokens', json({ name: 'by a session' }));
    await call('key', 'POST /org/tokens', json({ name: 'by a key' }));
    const { tokens } = (await call('admin', 'GET /org/tokens')).body as { tokens: readonly JsonObject[] };
    expect(tokens.map(({ name, created_by }) => [name, created_by])).toEqual([
      ['by a key', expect.stringMatching(/^org-token:.{8}$/)],
      ['by a session', 'session'],
      ['first', 'admin-token'],
    ]);
    expect(tokens.map((token) => 'last_used_at' in token)).toEqual([false, false, true]);
  });

  it('mints ten keys an hour, failed attempts included', async () => {
    const { call, advance } = await createTenant();
    const mint = (sent: Sent = {}) => call('admin', 'POST /org/tokens', sent);
    // One has been minted for the tests, and a caller who is turned away does not count.
    await call('nobody', 'POST /org/tokens');
    for (let count = 0; count < 8; count += 1) await mint();
    const tenth = await mint({ text: '{' });
    expect([tenth.status, tenth.headers['x-ratelimit-limit'], tenth.headers['x-ratelimit-remaining']]).toEqual([
      400,
      '10',
      '0',
    ]);
    const refused = await mint();
    expect([refused.status, refused.body]).toEqual([429, { error: 'rate limit exceeded', retry_after: 3600 }]);
    expect(refused.headers['retry-after']).toBe('3600');
    advance(3_600_000);
    expect((await mint()).status).toBe(200);
  });

  it('removes namesakes when it reconciles', async () => {
    const { call, create, names } = await createTenant();
    await create('one');
    await create('two', { external: true, parent_id: names.get('one') });
    const given = await call('admin', 'POST /org/import', {
      body: { mode: 'reconcile', template: { name: 'org', workspaces: [{ name: 'two', model: PLATFORM_MODEL }] } },
    });
    expect(given.body).toMatchObject({ count: 1, mode: 'reconcile', reconcile_removed_count: 1 });
    expect((await call('nobody', 'GET /workspaces/<two>')).status).toBe(410);
  });

  it('creates a workspace from an imported template that names a runtime and a model', async () => {
    const { call } = await createTenant();
    const files = { 'config.yaml': `name: Mine\nruntime: hermes\nruntime_config:\n  model: moonshot/kimi-k2.6\n` };
    await call('admin', 'POST /templates/import', json({ name: 'mine', files }));
    const created = await call('admin', 'POST /workspaces', json({ name: 'n', template: 'mine' }));
    expect(created).toMatchObject({ status: 201, body: { status: 'provisioning' } });
  });

  it('tells of its rate limit, and refuses by the org that the header names', async () => {
    const { call, advance } = await createTenant();
    advance(60_000);
    const first = await call('nobody', 'GET /health');
    expect([first.headers['x-ratelimit-limit'], first.headers['x-ratelimit-remaining']]).toEqual(['1000', '999']);
    advance(1_500);
    expect((await call('nobody', 'GET /health')).headers['x-ratelimit-reset']).toBe('58');
    for (let count = 0; count < 998; count += 1) await call('nobody', 'GET /health');
    const refused = await call('nobody', 'GET /health');
    expect([refused.status, refused.body]).toEqual([429, { error: 'rate limit exceeded', retry_after: 59 }]);
    expect((await call('nobody', 'GET /health', { org: null })).status).toBe(200);
  });

  it('sends security headers with all answers but those before the routing header', async () => {
    const { call } = await createTenant();
    const inside = await call('nobody', 'GET /workspaces');
    expect(inside.headers['x-content-type-options']).toBe('nosniff');
    expect(Object.keys(inside.headers)).toContain('strict-transport-security');
    expect(inside.headers['www-authenticate']).toBeUndefined();
    const before = await call('nobody', 'GET /workspaces', { org: null });
    expect(Object.keys(before.headers)).toEqual(['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset']);
    const wrong = await call('nobody', 'GET /workspaces', { org: 'wrong' });
    expect(wrong.contentType).toBeUndefined();
    expect((await call('admin', 'GET /nothing')).contentType).toBe('text/plain');
  });
});
