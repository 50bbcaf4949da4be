import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonValue } from '../../core/json.ts';
import { createTestTenant, UNKNOWN_ID, type TestTenant } from '../../../tests/support/test-tenant.ts';

const NO_LIMIT = { limit: null, spend: 0, remaining: null };

describe('the budget of a workspace', () => {
  let tenant: TestTenant;
  let id: string;

  beforeEach(() => {
    tenant = createTestTenant();
    id = tenant.addWorkspace({ name: 'one', monthlyLimit: 100 });
  });

  const patch = (body: JsonValue) => tenant.call('tenantPatchBudget', { params: { id }, body });

  it('has all periods, and the legacy members say what the month says', async () => {
    const workspace = tenant.org.tenant.workspaces.get(id);
    if (workspace !== undefined) workspace.spend.monthly = 30;
    expect(await tenant.call('tenantGetBudget', { params: { id } })).toEqual({
      status: 200,
      body: {
        periods: {
          hourly: NO_LIMIT,
          daily: NO_LIMIT,
          weekly: NO_LIMIT,
          monthly: { limit: 100, spend: 30, remaining: 70 },
        },
        budget_limit: 100,
        monthly_spend: 30,
        budget_remaining: 70,
      },
    });
  });

  it('changes the periods that are named and no others; null clears', async () => {
    expect(await patch({ budget_limits: { daily: 5, hourly: 0 } })).toMatchObject({
      status: 200,
      body: { periods: { hourly: { limit: 0 }, daily: { limit: 5 }, monthly: { limit: 100 } } },
    });
    expect(await patch({ budget_limits: { daily: null } })).toMatchObject({
      body: { periods: { hourly: { limit: 0 }, daily: NO_LIMIT, monthly: { limit: 100 } } },
    });
  });

  it('takes the legacy limit for the monthly one, and the other way round', async () => {
    const both = (limit: number | null) => ({ body: { budget_limit: limit, periods: { monthly: { limit } } } });
    expect(await patch({ budget_limit: 7 })).toMatchObject(both(7));
    expect(await patch({ budget_limits: { monthly: 8 } })).toMatchObject(both(8));
    expect(await patch({ budget_limit: null })).toMatchObject(both(null));
  });

  it.each<[string, JsonValue]>([
    ['an empty body', {}],
    ['only unknown keys', { limit: 1 }],
    ['both limits', { budget_limit: 1, budget_limits: { monthly: 1 } }],
    ['an unknown period', { budget_limits: { yearly: 1 } }],
    ['no period', { budget_limits: {} }],
    ['a negative limit', { budget_limits: { daily: -1 } }],
    ['a negative legacy limit', { budget_limit: -1 }],
    ['a limit that is not whole', { budget_limit: 0.5 }],
    ['a limit that is no number', { budget_limit: '5' }],
    ['limits that are null', { budget_limits: null }],
  ])('refuses %s and changes nothing', async (_, body) => {
    expect((await patch(body)).status).toBe(400);
    expect(tenant.org.tenant.workspaces.get(id)?.limits.monthly).toBe(100);
  });

  it('answers what is declared where there is no such workspace', async () => {
    const statusOf = async (operationId: string, missing: string) =>
      (await tenant.call(operationId, { params: { id: missing }, body: { budget_limit: 1 } })).status;
    for (const missing of [UNKNOWN_ID, 'no-id']) {
      expect(await statusOf('tenantGetBudget', missing)).toBe(404);
      expect(await statusOf('tenantPatchBudget', missing)).toBe(400);
    }
  });
});
