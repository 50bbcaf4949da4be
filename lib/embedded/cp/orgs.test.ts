import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clock } from '../../core/clock.ts';
import { startDeployment, type Deployment } from '../deployment.ts';
import { call, credentialsOf } from '../../../tests/support/test-call.ts';

function createFakeClock(): Clock & { advance(durationMs: number): void } {
  let now = Date.parse('2030-01-01T00:00:00Z');
  return {
    nowMs: () => now,
    monotonicMs: () => now,
    sleep: () => Promise.resolve(),
    advance: (durationMs) => {
      now += durationMs;
    },
  };
}

describe('orgs of a signed-in person', () => {
  let deployment: Deployment;
  let as: ReturnType<typeof credentialsOf>;

  beforeAll(async () => {
    deployment = await startDeployment();
    as = credentialsOf(deployment);
  });
  afterAll(() => deployment.close());

  const statusOf = async (method: string, path: string, headers: Record<string, string>) =>
    (await call(deployment, { method, path: `/api/v1/orgs/${path}`, headers })).status;
  const create = (headers: Record<string, string>, wanted: { body?: { slug: string; name?: string }; text?: string }) =>
    call(deployment, { method: 'POST', path: '/api/v1/orgs', headers, ...wanted });

  it('shows an org to its people only', async () => {
    expect(await statusOf('GET', 'acme', as.owner)).toBe(200);
    expect(await statusOf('GET', 'acme/export', as.member)).toBe(200);
    expect(await statusOf('GET', 'acme', as.stranger)).toBe(403);
    expect(await statusOf('GET', 'acme/export', as.stranger)).toBe(403);
    expect(await statusOf('GET', 'acme/provision-status', as.stranger)).toBe(404);
    expect(await statusOf('GET', 'unknown-org', as.stranger)).toBe(404);
    expect(await statusOf('GET', 'NO', as.owner)).toBe(404);
  });

  it('lets only the owner delete', async () => {
    await create(as.owner, { body: { slug: 'short-lived', name: 'Short' } });
    expect(await statusOf('DELETE', 'acme', as.member)).toBe(403);
    expect(await statusOf('DELETE', 'short-lived', as.stranger)).toBe(403);
    expect(await statusOf('DELETE', 'short-lived', as.owner)).toBe(204);
    expect(await statusOf('GET', 'short-lived', as.owner)).toBe(404);
  });

  it('refuses a creation for the first reason there is', async () => {
    const taken = { body: { slug: 'acme', name: 'x' } };
    expect((await create(as.noTerms, { body: { slug: 'X' } })).status).toBe(400);
    expect((await create(as.noTerms, taken)).status).toBe(412);
    expect((await create(as.noCredit, taken)).status).toBe(402);
    expect((await create(as.owner, taken)).status).toBe(409);
    expect((await create(as.owner, { text: '{"slug":' })).status).toBe(400);
    expect((await create(as.owner, {})).status).toBe(400);
    expect((await create({ ...as.owner, 'content-type': 'text/plain' }, { text: '{}' })).status).toBe(400);
  });

  it('takes slugs of 3 and 32 characters and no others', async () => {
    const statusFor = async (slug: string) => (await create(as.owner, { body: { slug, name: 'n' } })).status;
    expect(await statusFor('abc')).toBe(201);
    expect(await statusFor('a'.repeat(32))).toBe(201);
    expect(await statusFor('ab')).toBe(400);
    expect(await statusFor('a'.repeat(33))).toBe(400);
    expect(await statusFor('abc\n')).toBe(400);
  });
});

describe('provisioning', () => {
  async function createWatched(options: Parameters<typeof startDeployment>[0]) {
    const clock = createFakeClock();
    const deployment = await startDeployment({ ...options, clock, speed: 1 });
    const as = credentialsOf(deployment);
    await call(deployment, {
      method: 'POST',
      path: '/api/v1/orgs',
      headers: as.owner,
      body: { slug: 'newborn', name: 'New' },
    });
    const see = async (path: string) => (await call(deployment, { path: `/api/v1/${path}`, headers: as.owner })).json;
    const tokenStatus = async () =>
      (await call(deployment, { path: '/api/v1/admin/orgs/newborn/admin-token', headers: as.admin })).status;
    const tenantStatus = async () => (await call(deployment, { path: '/health', tenant: 'newborn' })).status;
    return { clock, deployment, see, tokenStatus, tenantStatus };
  }

  it('goes through the stages to ready', async () => {
    const { clock, deployment, see, tokenStatus, tenantStatus } = await createWatched({});
    const seen: unknown[] = [];
    for (let step = 0; step < 6; step += 1) {
      const { status, stage } = await see('orgs/newborn/provision-status');
      seen.push([status, stage, await tokenStatus(), await tenantStatus()]);
      clock.advance(60_000);
    }
    expect(seen).toEqual([
      ['provisioning', 'launching', 404, 503],
      ['provisioning', 'installing', 404, 503],
      ['provisioning', 'installing', 404, 503],
      ['provisioning', 'starting', 404, 503],
      ['provisioning', 'configuring_https', 200, 503],
      ['running', 'ready', 200, 200],
    ]);
    expect((await see('orgs/newborn')).status).toBe('running');
    await deployment.close();
  });

  it('fails where it is told to, and is turned back by a late boot', async () => {
    const failProvisioning = { slugPattern: '^newb', atStage: 'installing', recoversAfterMs: 400_000 };
    const { clock, deployment, see } = await createWatched({ failProvisioning });
    clock.advance(61_000);
    expect(await see('orgs/newborn/provision-status')).toMatchObject({ status: 'failed', stage: 'failed' });
    clock.advance(340_000);
    expect(await see('orgs/newborn/provision-status')).toMatchObject({ status: 'running', progress: 100 });
    await deployment.close();
  });
});
