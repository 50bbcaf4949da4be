import { defined } from '../core/defined.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDeployment, type Deployment } from './deployment.ts';
import { call, credentialsOf, readSeedOrg, readText } from '../../tests/support/test-call.ts';

describe('authentication', () => {
  let deployment: Deployment;
  let as: ReturnType<typeof credentialsOf>;
  let bearer: string;

  beforeAll(async () => {
    deployment = await startDeployment();
    as = credentialsOf(deployment);
    bearer = deployment.environment.CP_ADMIN_BEARER ?? '';
  });
  afterAll(() => deployment.close());

  const statusOf = async (path: string, headers: Record<string, string | string[]>) =>
    (await call(deployment, { path, headers })).status;

  it('takes the bearer in one spelling only', async () => {
    const path = '/api/v1/admin/orgs';
    expect(await statusOf(path, as.admin)).toBe(200);
    for (const authorization of [
      `bearer ${bearer}`,
      `Bearer  ${bearer}`,
      `Basic ${bearer}`,
      bearer,
      'Bearer ',
      `Bearer ${bearer}x`,
      `Bearer ${bearer.slice(0, -1)}`,
    ]) {
      expect(await statusOf(path, { authorization })).toBe(401);
    }
    expect(await statusOf(path, { authorization: [`Bearer ${bearer}`, `Bearer ${bearer}`] })).toBe(401);
    expect(await statusOf(`${path}?access_token=${bearer}`, {})).toBe(401);
  });

  it('takes no credential of another kind on any class of route', async () => {
    const acme = await readSeedOrg(deployment, 'acme');
    const tenantAdmin = { authorization: `Bearer ${acme.adminToken}` };
    const kinds = { ...as, tenantAdmin };
    const opens = async (path: string) => {
      const statuses = await Promise.all(
        Object.entries(kinds).map(async ([kind, headers]) => [kind, await statusOf(path, headers)] as const),
      );
      return statuses.filter(([, status]) => status !== 401).map(([kind]) => kind);
    };
    const sessions = ['owner', 'member', 'stranger', 'noTerms', 'noCredit'];
    expect(await opens('/api/v1/admin/orgs')).toEqual(['admin']);
    expect(await opens('/api/v1/billing/invoices')).toEqual(sessions);
    expect(await opens(`/api/v1/workspaces/${acme.workspaceId}/status`)).toEqual(['provisioner']);
  });

  it('takes a session from one cookie only, never from a bearer', async () => {
    const session = deployment.environment.OWNER_SESSION ?? '';
    expect(await statusOf('/api/v1/orgs', { cookie: `other=1; mcp_session=${session}` })).toBe(200);
    expect(await statusOf('/api/v1/orgs', { cookie: `mcp_session=${session}; mcp_session=${session}` })).toBe(401);
    expect(await statusOf('/api/v1/orgs', { authorization: `Bearer ${session}` })).toBe(401);
    expect(await statusOf('/api/v1/orgs', { cookie: `MCP_SESSION=${session}` })).toBe(401);
  });

  it('answers the open lookup with a wrong credential as without one', async () => {
    expect(await statusOf('/api/v1/orgs/acme/instance', { authorization: 'Bearer wrong' })).toBe(200);
    expect(await statusOf('/api/v1/orgs/acme/instance', {})).toBe(200);
  });

  it('lets the admin token of a tenant mint what else is needed, each for its own place only', async () => {
    const acme = await readSeedOrg(deployment, 'acme');
    const globex = await readSeedOrg(deployment, 'globex');
    const ask = async (token: string, path: string, method = 'GET', org = acme, tenant = 'acme') => {
      const headers = { authorization: `Bearer ${token}`, 'x-molecule-org-id': org.id };
      return call(deployment, { tenant, method, path, headers });
    };
    const minted = (await ask(acme.adminToken, '/org/tokens', 'POST')).json;
    const key = readText(minted, 'auth_token');
    const made = await ask(key, `/workspaces/${acme.workspaceId}/tokens`, 'POST');
    const workspaceToken = readText(made.json, 'auth_token');
    const own = `/workspaces/${acme.workspaceId}/budget`;

    expect((await ask(key, '/org/tokens')).status).toBe(200);
    expect((await ask(key, '/org/tokens', 'GET', globex, 'globex')).status).toBe(401);
    expect((await ask(workspaceToken, own)).status).toBe(200);
    expect((await ask(workspaceToken, `/workspaces/${globex.workspaceId}/budget`)).status).toBe(401);
    expect((await ask(workspaceToken, '/org/tokens')).status).toBe(401);
    expect((await ask(key, `/org/tokens/${readText(minted, 'id')}`, 'DELETE')).status).toBe(200);
    expect((await ask(key, '/org/tokens')).status).toBe(401);
  });

  it('takes sessions of the org on the workspaces of its tenant, by slug, also through the control plane', async () => {
    const headers = { 'x-molecule-org-slug': 'acme' };
    const statusFor = async (session: Record<string, string>, tenant?: string) =>
      (
        await call(deployment, {
          path: '/workspaces',
          headers: { ...headers, ...session },
          ...defined({ tenant }),
        })
      ).status;
    expect([await statusFor(as.owner, 'acme'), await statusFor(as.member, 'acme')]).toEqual([200, 200]);
    expect([await statusFor(as.stranger, 'acme'), await statusFor(as.admin, 'acme')]).toEqual([401, 401]);
    expect([await statusFor(as.owner), await statusFor(as.stranger)]).toEqual([200, 401]);
  });
});
