import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDeployment, type Deployment } from './deployment.ts';
import { call, credentialsOf, readSeedOrg } from '../../tests/support/test-call.ts';

describe('the embedded deployment', () => {
  let deployment: Deployment;
  let as: ReturnType<typeof credentialsOf>;

  beforeAll(async () => {
    deployment = await startDeployment();
    as = credentialsOf(deployment);
  });
  afterAll(() => deployment.close());

  it('redirects a trailing slash before anything else', async () => {
    const read = await call(deployment, { path: '/api/v1/orgs/?a=b' });
    const created = await call(deployment, {
      method: 'POST',
      path: '/api/v1/orgs/',
      headers: { origin: 'http://evil' },
    });
    expect([read.status, read.headers.location, created.status]).toEqual([301, '/api/v1/orgs?a=b', 307]);
  });

  it('refuses a foreign origin with 403 before authentication', async () => {
    const foreign = await call(deployment, { path: '/api/v1/orgs', headers: { origin: 'https://evil.example.com' } });
    const own = await call(deployment, {
      path: '/api/v1/orgs',
      headers: { ...as.owner, origin: deployment.cpBaseUrl },
    });
    expect([foreign.status, foreign.json, own.status]).toEqual([403, { error: 'a foreign origin' }, 200]);
  });

  it('refuses a caller without a credential before looking at the body or for the org', async () => {
    const badBody = await call(deployment, { method: 'POST', path: '/api/v1/orgs', text: '{' });
    const unknownOrg = await call(deployment, { path: '/api/v1/orgs/nobody-has-this' });
    expect([badBody.status, unknownOrg.status]).toEqual([401, 401]);
    expect(badBody.headers['www-authenticate']).toContain('realm');
    expect(badBody.json).toEqual({ error: 'authentication required' });
  });

  it('answers an unknown path and a wrong method with a plain text 404', async () => {
    const unknown = await call(deployment, { path: '/api/v1/nothing' });
    const wrongMethod = await call(deployment, { method: 'PUT', path: '/api/v1/orgs', headers: as.owner });
    const head = await call(deployment, { method: 'HEAD', path: '/api/v1/orgs', headers: as.owner });
    expect([unknown.status, wrongMethod.status, head.status]).toEqual([404, 404, 404]);
    expect(unknown.headers['content-type']).toContain('text/plain');
  });

  it('answers the mirror like the original, marked as deprecated', async () => {
    const original = await call(deployment, { path: '/api/v1/orgs', headers: as.owner });
    const mirror = await call(deployment, { path: '/cp/orgs', headers: as.owner });
    expect(mirror.json).toEqual(original.json);
    expect(mirror.headers.deprecation).toMatch(/^@\d+$/);
    expect(Date.parse(mirror.headers.sunset ?? '')).toBeGreaterThan(0);
    expect(original.headers.deprecation).toBeUndefined();
  });

  it('repeats the request id that was sent', async () => {
    const answered = await call(deployment, { path: '/health', headers: { 'x-request-id': 'my-request' } });
    expect(answered.headers['x-request-id']).toBe('my-request');
    expect(answered.headers['x-content-type-options']).toBe('nosniff');
  });

  it('tells tenants apart by the host and wants a routing header before a credential', async () => {
    const acme = await readSeedOrg(deployment, 'acme');
    const globex = await readSeedOrg(deployment, 'globex');
    const status = async (headers: Record<string, string>, tenant = 'acme') =>
      (await call(deployment, { path: '/workspaces', tenant, headers })).status;
    expect(await status({}, 'no-such-org')).toBe(404);
    expect(await status({})).toBe(404);
    expect(await status({ 'x-molecule-org-id': globex.id })).toBe(404);
    expect(await status({ 'x-molecule-org-id': acme.id, 'x-molecule-org-slug': 'globex' })).toBe(400);
    expect(await status({ 'x-molecule-org-id': acme.id })).toBe(401);
    expect(await status({ 'x-molecule-org-slug': 'acme' })).toBe(401);
  });

  it('answers health of a tenant without a routing header', async () => {
    expect((await call(deployment, { path: '/health', tenant: 'acme' })).json).toEqual({ status: 'ok' });
  });

  it('passes tenant paths on from the host of the control plane', async () => {
    const headers = { 'x-molecule-org-slug': 'acme' };
    expect((await call(deployment, { path: '/workspaces', headers })).status).toBe(401);
    expect((await call(deployment, { path: '/workspaces' })).text).toBe('404 page not found');
  });

  it('dumps a state without any secret in it, the same until something changes', async () => {
    const before = JSON.stringify(deployment.dumpState());
    await call(deployment, { path: '/api/v1/orgs', headers: as.owner });
    expect(JSON.stringify(deployment.dumpState())).toBe(before);
    for (const [name, value] of Object.entries(deployment.environment)) {
      if (/BEARER|SESSION|SECRET/.test(name)) expect(before).not.toContain(value);
    }
  });

  it('has had no error of its own', () => {
    expect(deployment.internalErrors()).toEqual([]);
  });
});

describe('startDeployment', () => {
  it('makes the same ids and secrets from the same seed', async () => {
    const [first, second] = await Promise.all([startDeployment({ seed: 'a' }), startDeployment({ seed: 'a' })]);
    expect(first.environment.CP_ADMIN_BEARER).toBe(second.environment.CP_ADMIN_BEARER);
    await Promise.all([first.close(), second.close()]);
  });

  it('answers 429 with a wait when asked too often', async () => {
    const deployment = await startDeployment({ requestsPerMinute: 2 });
    const ask = () => call(deployment, { path: '/health' });
    const [first] = [await ask(), await ask()];
    const third = await ask();
    await deployment.close();
    expect([first.headers['x-ratelimit-limit'], first.headers['x-ratelimit-remaining']]).toEqual(['2', '1']);
    expect(third.headers['x-ratelimit-remaining']).toBe('0');
    expect(Number(third.headers['x-ratelimit-reset']) * 1000).toBeGreaterThan(Date.now());
    expect(Object.keys(third.json).sort()).toEqual(['error', 'retry_after']);
    expect([third.status, third.json.error]).toEqual([429, 'rate limit exceeded']);
    expect(Number(third.headers['retry-after'])).toBe(third.json.retry_after);
  });

  it('sets up bystanders: a running tenant with one workspace each, named like the slug', async () => {
    const [deployment, plain] = [
      await startDeployment({ bystanders: ['initech', 'umbrella'] }),
      await startDeployment(),
    ];
    const { admin } = credentialsOf(deployment);
    for (const slug of ['initech', 'umbrella']) {
      const { json } = await call(deployment, { path: `/api/v1/admin/orgs/${slug}/workspaces`, headers: admin });
      expect(json).toMatchObject({ slug, count: 1, workspaces: [{ name: slug, status: 'online' }] });
      expect((await call(deployment, { path: '/health', tenant: slug })).status).toBe(200);
    }
    expect(deployment.environment.OWNER_SESSION).toBe(plain.environment.OWNER_SESSION);
    await Promise.all([deployment.close(), plain.close()]);
  });

  it('names near matches of a fault that does not exist', async () => {
    await expect(startDeployment({ faults: ['wraps-org-lists'] })).rejects.toThrow('wraps-org-list');
  });

  it('gives its tenants the manners of an edition, and leaves the control plane alone', async () => {
    const [conforming, observed] = [await startDeployment(), await startDeployment({ edition: 'observed' })];
    const acme = await readSeedOrg(observed, 'acme');
    const ask = async (deployment: Deployment, headers: Record<string, string> = {}) =>
      (await call(deployment, { path: '/workspaces', tenant: 'acme', headers })).status;
    expect([await ask(conforming), await ask(observed)]).toEqual([404, 400]);
    const admin = { authorization: `Bearer ${acme.adminToken}` };
    expect(await ask(observed, { ...admin, 'x-molecule-org-id': acme.id })).toBe(200);
    // Through the edge the slug will do.
    const slug = { ...admin, 'x-molecule-org-slug': 'acme' };
    expect((await call(observed, { path: '/workspaces', headers: slug })).status).toBe(200);
    // The tenant passes paths of the control plane on.
    const passed = await call(observed, { path: '/cp/orgs', tenant: 'acme', headers: credentialsOf(observed).owner });
    expect([passed.status, passed.headers.deprecation]).toEqual([200, expect.stringMatching(/^@/)]);
    const orgs = async (deployment: Deployment) =>
      (await call(deployment, { path: '/api/v1/orgs', headers: credentialsOf(deployment).owner })).status;
    expect([await orgs(conforming), await orgs(observed)]).toEqual([200, 200]);
    expect(observed.internalErrors()).toEqual([]);
    await Promise.all([conforming.close(), observed.close()]);
  });

  it('has faults in the conforming edition only', async () => {
    const started = startDeployment({ edition: 'observed', faults: ['accepts-any-bearer'] });
    await expect(started).rejects.toThrow('faults are built into the conforming edition, and this is the observed one');
  });

  it('frees the first port when the second is taken', async () => {
    const running = await startDeployment();
    const taken = Number(new URL(running.cpBaseUrl).port);
    await expect(startDeployment({ tenantPort: taken })).rejects.toThrow('EADDRINUSE');
    await running.close();
  });
});
