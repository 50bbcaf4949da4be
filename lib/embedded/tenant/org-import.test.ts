import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonValue } from '../../core/json.ts';
import { createTestTenant, type TestTenant } from '../../../tests/support/test-tenant.ts';

const ANY_TEXT: unknown = expect.any(String);

describe('the import of an org', () => {
  let tenant: TestTenant;

  beforeEach(() => {
    tenant = createTestTenant();
  });

  const send = (body: JsonValue) => tenant.call('tenantOrgImport', { body });
  const names = () => [...tenant.org.tenant.workspaces.values()].map(({ name, tier }) => `${name} ${tier}`);

  it('creates what a template names and changes what is there under the same name', async () => {
    const lead = tenant.addWorkspace({ name: 'Lead', tier: 1 });
    tenant.addWorkspace({ name: 'Other', tier: 1 });
    const template = { name: 'Team', workspaces: [{ name: 'Lead', tier: 3 }, { name: 'New' }] };
    expect(await send({ template })).toEqual({
      status: 200,
      body: {
        org: 'Team',
        count: 2,
        workspaces: [
          { id: lead, name: 'Lead', tier: 3 },
          { id: ANY_TEXT, name: 'New', tier: 2 },
        ],
      },
    });
    expect(names()).toEqual(['Lead 3', 'Other 1', 'New 2']);
    expect((await send({ template, mode: '' })).status).toBe(200);
    expect(names()).toHaveLength(3);
  });

  it('removes what is not named when it reconciles', async () => {
    const parent = tenant.addWorkspace({ name: 'Other' });
    const kept = tenant.addWorkspace({ name: 'Lead', parentId: parent });
    expect(await send({ mode: 'reconcile', template: { workspaces: [{ name: 'Lead' }] } })).toMatchObject({
      body: { count: 1 },
    });
    expect([...tenant.org.tenant.workspaces.keys()]).toEqual([kept]);
    expect(tenant.org.tenant.workspaces.get(kept)?.parentId).toBeNull();
  });

  it('reads a folder of the tenant', async () => {
    expect(await send({ dir: 'small-team' })).toMatchObject({ status: 200, body: { org: 'Small team', count: 3 } });
    expect(await send({ dir: '../other' })).toEqual({ status: 404, body: { error: 'no such org template' } });
  });

  it.each<JsonValue>([
    {},
    { dir: '' },
    { dir: 1 },
    { mode: 'replace', dir: 'small-team' },
    { template: [] },
    { template: { workspaces: [{}] } },
    { mode: 'reconcile', template: {} },
  ])('refuses %j', async (body) => {
    tenant.addWorkspace({ name: 'kept' });
    expect((await send(body)).status).toBe(400);
    expect(names()).toEqual(['kept 2']);
  });
});
