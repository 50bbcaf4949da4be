import { describe, expect, it } from 'vitest';
import { createTestTenant, UNKNOWN_ID } from '../../../tests/support/test-tenant.ts';

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
