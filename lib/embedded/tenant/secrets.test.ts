import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../core/json.ts';
import { createTestTenant, UNKNOWN_ID } from '../../../tests/support/test-tenant.ts';

const START = '2030-01-01T00:00:00.000Z';

describe.each(['Workspace', 'Global'])('%s secrets', (kind) => {
  const tenant = createTestTenant();
  const id = tenant.addWorkspace({ name: 'one' });
  const call = (action: string, body?: JsonValue) =>
    tenant.call(`tenant${action}${kind}Secret`, {
      params: { id, key: 'API_KEY' },
      ...(body !== undefined && { body }),
    });
  const list = async () => (await tenant.call(`tenantList${kind}Secrets`, { params: { id } })).body;

  it('are set, replaced, listed without their values and deleted', async () => {
    const source = kind.toLowerCase();
    const listed = { key: 'API_KEY', created_at: START, updated_at: START, source };
    expect(await call('Set', { key: 'API_KEY', value: 'hush' })).toEqual({ status: 200 });
    expect(await list()).toEqual([listed]);
    tenant.advance(1000);
    expect(await call('Put', { key: 'API_KEY', value: 'other' })).toEqual({ status: 200 });
    expect(await list()).toEqual([{ ...listed, updated_at: '2030-01-01T00:00:01.000Z' }]);
    expect(await call('Delete')).toEqual({ status: 200 });
    expect(await list()).toEqual([]);
    expect(await call('Delete')).toEqual({ status: 404, body: { error: 'no such secret' } });
  });

  it.each<JsonValue>([
    {},
    { key: 'K' },
    { value: 'v' },
    { key: '', value: 'v' },
    { key: '1K', value: 'v' },
    { key: 'K\n', value: 'v' },
    { key: 'K', value: 1 },
  ])('refuses %j without repeating the value', async (body) => {
    const answered = await call('Set', body);
    expect(answered.status).toBe(400);
    expect(await call('Put', body)).toEqual(answered);
    expect(await list()).toEqual([]);
  });
});

describe('the secrets of a workspace that is not there', () => {
  it.each([UNKNOWN_ID, 'no-id'])('are answered with what is declared, for %s', async (id) => {
    const tenant = createTestTenant();
    const statusOf = async (operationId: string, body?: JsonValue) =>
      (await tenant.call(operationId, { params: { id, key: 'K' }, ...(body !== undefined && { body }) })).status;
    const secret = { key: 'K', value: 'v' };
    expect(await statusOf('tenantListWorkspaceSecrets')).toBe(401);
    expect(await statusOf('tenantSetWorkspaceSecret', secret)).toBe(400);
    expect(await statusOf('tenantPutWorkspaceSecret', secret)).toBe(400);
    expect(await statusOf('tenantDeleteWorkspaceSecret')).toBe(404);
  });
});
