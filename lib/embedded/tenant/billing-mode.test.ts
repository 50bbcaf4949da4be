import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../core/json.ts';
import { createTestTenant, UNKNOWN_ID } from '../../../tests/support/test-tenant.ts';

describe('the billing mode of a workspace', () => {
  const tenant = createTestTenant();
  const own = tenant.addWorkspace({ name: 'one' });
  const get = (id = own) => tenant.call('tenantGetBillingMode', { params: { id } });
  const put = (body: JsonValue, id = own) => tenant.call('tenantPutBillingMode', { params: { id }, body });
  const unset = { status: 200, body: { effective_mode: 'platform_managed', source: 'org_default' } };

  it('comes from the org until it is set, and again after null', async () => {
    const set = { status: 200, body: { mode: 'byok', effective_mode: 'byok', source: 'workspace' } };
    expect(await get()).toEqual(unset);
    expect([await put({ mode: 'byok' }), await get()]).toEqual([set, set]);
    expect([await put({ mode: null }), await get()]).toEqual([unset, unset]);
  });

  it.each<JsonValue>([{}, { mode: 'free' }, { mode: '' }, null])('refuses %j', async (body) => {
    expect((await put(body)).status).toBe(400);
    expect(await get()).toEqual(unset);
  });

  it('looks at the mode before it looks for the workspace', async () => {
    expect((await put({}, UNKNOWN_ID)).status).toBe(400);
    expect((await put({ mode: null }, UNKNOWN_ID)).status).toBe(404);
    expect((await put({ mode: null }, 'no-id')).status).toBe(400);
    expect([(await get(UNKNOWN_ID)).status, (await get('no-id')).status]).toEqual([400, 400]);
  });
});
