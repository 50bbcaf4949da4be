import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../core/json.ts';
import { createTestTenant, UNKNOWN_ID } from '../../../tests/support/test-tenant.ts';

const ANY_TEXT: unknown = expect.any(String);

describe('bundles', () => {
  const tenant = createTestTenant();
  const send = (body: JsonValue) => tenant.call('tenantImportBundle', { body });

  it('take a workspace elsewhere without its secrets', async () => {
    const id = tenant.addWorkspace({ name: 'one', tier: 3 });
    await tenant.call('tenantSetWorkspaceSecret', { params: { id }, body: { key: 'K', value: 'hush' } });
    const exported = await tenant.call('tenantExportBundle', { params: { id } });
    const members = { name: 'one', role: null, tier: 3, runtime: 'langgraph', model: null };
    expect(exported).toEqual({
      status: 200,
      body: { schema: 'molecule.bundle/v1', id, ...members, skills: [] },
    });
    expect(await send(exported.body ?? null)).toEqual({
      status: 201,
      body: { workspace_id: ANY_TEXT, name: 'one', status: 'provisioning' },
    });
    expect([...tenant.org.tenant.workspaces.values()].map(({ tier }) => tier)).toEqual([3, 3]);
  });

  it('may hold anything besides a name', async () => {
    expect((await send({ name: 'two', tier: 'high', skills: 1 })).status).toBe(201);
    expect((await send({ tier: 1 })).status).toBe(400);
  });

  it('of an unknown workspace are not there', async () => {
    const exported = await tenant.call('tenantExportBundle', { params: { id: UNKNOWN_ID } });
    expect(exported).toEqual({ status: 404, body: { error: 'no such workspace' } });
  });
});
