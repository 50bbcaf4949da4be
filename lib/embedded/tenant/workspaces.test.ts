import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonValue } from '../../core/json.ts';
import { createTestTenant, UNKNOWN_ID, type TestTenant } from '../../../tests/support/test-tenant.ts';

const ANY_TEXT: unknown = expect.any(String);

describe('the workspaces of a tenant', () => {
  let tenant: TestTenant;

  beforeEach(() => {
    tenant = createTestTenant();
  });

  const create = (body: JsonValue) => tenant.call('tenantCreateWorkspace', { body });
  const read = (id: string) => tenant.call('tenantGetWorkspace', { params: { id }, bearer: null });

  it('creates a workspace from a name, and shows it to everybody', async () => {
    const created = await create({ name: 'one' });
    const workspace = {
      id: ANY_TEXT,
      name: 'one',
      role: null,
      tier: 2,
      runtime: 'langgraph',
      status: 'provisioning',
      parent_id: null,
    };
    expect(created).toEqual({ status: 201, body: workspace });
    const [{ id } = { id: '' }] = tenant.org.tenant.workspaces.values();
    expect(await read(id)).toEqual({ status: 200, body: { ...workspace, id } });
    tenant.advance(1000);
    expect(await read(id)).toEqual({ status: 200, body: { ...workspace, id, status: 'online' } });
    expect(await tenant.call('tenantListWorkspaces')).toEqual({
      status: 200,
      body: [{ ...workspace, id, status: 'online' }],
    });
  });

  it('takes an external workspace at once, with everything it was told', async () => {
    const parent = tenant.addWorkspace({ name: 'parent' });
    const body = { role: 'tester', tier: 1, runtime: 'hermes', parent_id: parent };
    const created = await create({
      ...body,
      name: 'child',
      external: true,
      url: 'https://agent.example',
      budget_limit: 50,
      secrets: { API_KEY: 'hush' },
    });
    expect(created).toEqual({ status: 201, body: { ...body, id: ANY_TEXT, name: 'child', status: 'online' } });
    const child = [...tenant.org.tenant.workspaces.values()].find(({ name }) => name === 'child');
    expect([child?.limits.monthly, child?.secrets.get('API_KEY')?.value]).toEqual([50, 'hush']);
  });

  it('fills in what is left out from the template', async () => {
    expect(await create({ name: 'one', template: 'coder', tier: 4 })).toMatchObject({
      body: { runtime: 'claude-code', tier: 4 },
    });
  });

  it.each<[string, JsonValue]>([
    ['no name', {}],
    ['a name that is no text', { name: 1 }],
    ['something that is no object', []],
    ['a tier that is not whole', { name: 'n', tier: 1.5 }],
    ['an unknown delivery mode', { name: 'n', delivery_mode: 'pull' }],
    ['an unknown access', { name: 'n', workspace_access: '' }],
    ['a parent that is no id', { name: 'n', parent_id: 'parent' }],
    ['a parent that is not there', { name: 'n', parent_id: UNKNOWN_ID }],
    ['a template that is not there', { name: 'n', template: 'none' }],
    ['a secret that is no text', { name: 'n', secrets: { KEY: 1 } }],
    ['a secret under an impossible name', { name: 'n', secrets: { 'A B': 'x' } }],
    ['a null role', { name: 'n', role: null }],
  ])('refuses %s', async (_, body) => {
    expect(await create(body)).toEqual({ status: 400, body: { error: ANY_TEXT } });
    expect(tenant.org.tenant.workspaces.size).toBe(0);
  });

  it('refuses a body that is missing or is not JSON', async () => {
    expect((await tenant.call('tenantCreateWorkspace')).status).toBe(400);
    expect((await tenant.call('tenantCreateWorkspace', { malformed: true })).status).toBe(400);
  });

  it('removes a workspace with everything below it, tokens included', async () => {
    const top = tenant.addWorkspace({ name: 'top' });
    const middle = tenant.addWorkspace({ name: 'middle', parentId: top });
    const bottom = tenant.addWorkspace({ name: 'bottom', parentId: middle });
    const other = tenant.addWorkspace({ name: 'other' });
    const minted = await tenant.call('mintWorkspaceToken', { params: { id: bottom } });
    const { auth_token: bearer } = minted.body as { auth_token: string };
    const budget = () => tenant.call('tenantGetBudget', { params: { id: bottom }, bearer });
    expect((await budget()).status).toBe(200);
    expect(await tenant.call('tenantDeleteWorkspace', { params: { id: top } })).toEqual({
      status: 200,
      body: { status: 'removed', cascade_deleted: 2 },
    });
    expect([...tenant.org.tenant.workspaces.keys()]).toEqual([other]);
    expect((await read(top)).status).toBe(404);
    expect((await budget()).status).toBe(401);
  });

  it.each([UNKNOWN_ID, 'no-id'])('answers 404 for %s', async (id) => {
    const missing = { status: 404, body: { error: 'no such workspace' } };
    expect(await read(id)).toEqual(missing);
    expect(await tenant.call('tenantDeleteWorkspace', { params: { id } })).toEqual(missing);
  });
});

describe('the life of a workspace', () => {
  it('is paused, resumed and restarted, without a body', async () => {
    const tenant = createTestTenant();
    const id = tenant.addWorkspace({ name: 'one', isExternal: true });
    const workspace = tenant.org.tenant.workspaces.get(id);
    const seen: unknown[] = [];
    for (const operation of ['Pause', 'Resume', 'Pause', 'Restart']) {
      const answered = await tenant.call(`tenant${operation}Workspace`, { params: { id } });
      expect(answered).toEqual({ status: 200 });
      seen.push(workspace?.status);
    }
    expect(seen).toEqual(['paused', 'online', 'paused', 'online']);
    expect(workspace?.restarts).toBe(1);
  });

  it.each([UNKNOWN_ID, 'no-id'])('answers 401 for %s, the only refusal it has', async (id) => {
    const answered = await createTestTenant().call('tenantRestartWorkspace', { params: { id } });
    expect(answered).toEqual({
      status: 401,
      body: { error: 'authentication required' },
      headers: { 'WWW-Authenticate': 'Bearer realm="molecule"' },
    });
  });
});
