import { describe, expect, it } from 'vitest';
import { systemClock } from '../../core/clock.ts';
import { startDeployment, type Deployment } from '../deployment.ts';
import { call, credentialsOf, readSeedOrg, readText, type TestAnswer } from '../../../tests/support/test-call.ts';

const NEW_ORG = { slug: 'brand-new', name: 'New', owner_user_id: 'user_owner' };

async function whileRunning<T>(faults: readonly string[], use: (deployment: Deployment) => Promise<T>): Promise<T> {
  const deployment = await startDeployment({ faults });
  try {
    return await use(deployment);
  } finally {
    expect(deployment.internalErrors()).toEqual([]);
    await deployment.close();
  }
}

/** The orgs of the owner, asked for so many times; a connection that breaks is `broken`. */
async function askOften(deployment: Deployment, times: number): Promise<readonly (TestAnswer | 'broken')[]> {
  const headers = credentialsOf(deployment).owner;
  const answers: (TestAnswer | 'broken')[] = [];
  for (let count = 0; count < times; count += 1) {
    answers.push(await call(deployment, { path: '/api/v1/orgs', headers }).catch(() => 'broken' as const));
  }
  return answers;
}

function summarise(answers: readonly (TestAnswer | 'broken')[]): readonly (number | 'broken')[] {
  return answers.map((answer) => (answer === 'broken' ? answer : answer.status));
}

function repeat(status: number, times: number): readonly number[] {
  return Array.from({ length: times }, () => status);
}

/** The different things that are said about a new org in half an hour, a look every twenty seconds. */
async function watchOrg(faults: readonly string[]): Promise<readonly string[]> {
  let nowMs = Date.parse('2030-01-01T00:00:00Z');
  const clock = { ...systemClock, nowMs: () => nowMs };
  const deployment = await startDeployment({ faults, clock, speed: 1 });
  const { owner } = credentialsOf(deployment);
  await call(deployment, { method: 'POST', path: '/api/v1/orgs', headers: owner, body: NEW_ORG });
  const seen: string[] = [];
  for (let look = 0; look < 90; look += 1) {
    const { json } = await call(deployment, { path: '/api/v1/orgs/brand-new/provision-status', headers: owner });
    const said = `${readText(json, 'status')} ${readText(json, 'stage')}`;
    if (seen.at(-1) !== said) seen.push(said);
    nowMs += 20_000;
  }
  await deployment.close();
  return seen;
}

describe('bad weather', () => {
  it('does not blow without a fault', async () => {
    expect(summarise(await whileRunning([], (deployment) => askOften(deployment, 30)))).toEqual(repeat(200, 30));
    expect((await watchOrg([])).at(-1)).toBe('running ready');
  });

  it('answers-slowly keeps every answer back', async () => {
    const startedAtMs = performance.now();
    const answers = await whileRunning(['answers-slowly'], (deployment) => askOften(deployment, 2));
    expect(summarise(answers)).toEqual([200, 200]);
    // At least: a machine that is slower still does not matter.
    expect(performance.now() - startedAtMs).toBeGreaterThan(590);
  });

  it.each([
    ['resets-every-seventh', 7],
    ['truncates-every-ninth', 9],
  ])('%s breaks only those', async (fault, every) => {
    const seen = summarise(await whileRunning([fault], (deployment) => askOften(deployment, every + 1)));
    expect(seen).toEqual([...repeat(200, every - 1), 'broken', 200]);
  });

  it('answers-502-page answers every tenth call with the page of a proxy', async () => {
    const answers = await whileRunning(['answers-502-page'], (deployment) => askOften(deployment, 11));
    expect(summarise(answers)).toEqual([...repeat(200, 9), 502, 200]);
    const [page] = answers.filter((answer) => answer !== 'broken' && answer.status === 502);
    expect(page).toMatchObject({ headers: { 'content-type': 'text/html; charset=utf-8' } });
  });

  it('storms-with-429 blows over, on each host by itself', async () => {
    await whileRunning(['storms-with-429'], async (deployment) => {
      const answers = await askOften(deployment, 9);
      expect(summarise(answers)).toEqual([...repeat(429, 8), 200]);
      expect(answers[0]).toMatchObject({ headers: { 'retry-after': '1' }, json: { retry_after: 1 } });
      const tenant = await call(deployment, { path: '/health', tenant: 'acme' });
      expect([tenant.status, tenant.json]).toEqual([429, { error: 'rate limit exceeded', retry_after: 1 }]);
    });
  });

  it('refuses-with-429-for-ever never ends', async () => {
    const answers = await whileRunning(['refuses-with-429-for-ever'], (deployment) => askOften(deployment, 30));
    expect(summarise(answers)).toEqual(repeat(429, 30));
  });

  it('answers-with-attacks spoils every text and header, and still knows its own ids', async () => {
    await whileRunning(['answers-with-attacks'], async (deployment) => {
      const { id, adminToken, workspaceId } = await readSeedOrg(deployment, 'acme');
      for (const text of [id, adminToken, workspaceId]) expect(text).toContain('<script>');
      const headers = { authorization: `Bearer ${adminToken}`, 'x-molecule-org-id': id };
      const path = `/workspaces/${encodeURIComponent(workspaceId)}`;
      const found = await call(deployment, { path, tenant: 'acme', headers });
      expect(found.status).toBe(200);
      expect(found.json).toMatchObject({ id: workspaceId });
      expect(found.headers['x-note']).toContain('<script>');
      expect(found.text).toContain('onerror=window.hostile');
    });
  });

  it('provisioning-recovers turns a failure back', async () => {
    const seen = await watchOrg(['provisioning-recovers']);
    expect(seen).toEqual(['provisioning launching', 'failed failed', 'running ready']);
  });

  it('provisioning-never-ends stays where it is', async () => {
    const seen = await watchOrg(['provisioning-never-ends']);
    expect(seen).toEqual(['launching', 'installing', 'starting'].map((stage) => `provisioning ${stage}`));
  });

  it.each([
    ['delete-lies', 200],
    [undefined, 404],
  ])('delete-lies keeps what it says is deleted (%s: %i)', async (fault, status) => {
    await whileRunning(fault === undefined ? [] : [fault], async (deployment) => {
      const { owner, admin } = credentialsOf(deployment);
      const { id, adminToken, workspaceId } = await readSeedOrg(deployment, 'acme');
      const tenantHeaders = { authorization: `Bearer ${adminToken}`, 'x-molecule-org-id': id };
      const workspace = { path: `/workspaces/${workspaceId}`, tenant: 'acme', headers: tenantHeaders };
      const removed = [await call(deployment, { method: 'DELETE', ...workspace })];
      const workspaceAfter = (await call(deployment, workspace)).status;
      removed.push(await call(deployment, { method: 'DELETE', path: '/api/v1/orgs/acme', headers: owner }));
      const body = { confirm: 'globex' };
      const path = '/api/v1/admin/tenants/globex';
      removed.push(await call(deployment, { method: 'DELETE', path, headers: admin, body }));
      expect(summarise(removed)).toEqual([200, 204, 200]);
      const orgAfter = (await call(deployment, { path: '/api/v1/orgs/acme/instance' })).status;
      const tenantAfter = (await call(deployment, { path: '/api/v1/orgs/globex/instance' })).status;
      expect([workspaceAfter, orgAfter, tenantAfter]).toEqual([status, status, status]);
    });
  });
});
