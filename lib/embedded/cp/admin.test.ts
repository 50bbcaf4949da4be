import { defined } from '../../core/defined.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonValue } from '../../core/json.ts';
import { startDeployment, type Deployment } from '../deployment.ts';
import { call, credentialsOf, readSeedOrg } from '../../../tests/support/test-call.ts';

describe('the operator routes', () => {
  let deployment: Deployment;
  let as: ReturnType<typeof credentialsOf>;

  beforeAll(async () => {
    deployment = await startDeployment();
    as = credentialsOf(deployment);
  });
  afterAll(() => deployment.close());

  const send = (method: string, path: string, body?: JsonValue) =>
    call(deployment, {
      method,
      path: `/api/v1/admin/${path}`,
      headers: as.admin,
      ...defined({ body }),
    });
  const statusOf = async (method: string, path: string, body?: JsonValue) => (await send(method, path, body)).status;
  const wanted = (slug: string) => ({ slug, name: 'N', owner_user_id: 'someone' });

  it('creates nothing on a dry run', async () => {
    const dry = await send('POST', 'orgs?dry_run=true', wanted('dry-one'));
    expect([dry.status, dry.json]).toEqual([200, { dry_run: true, ...wanted('dry-one') }]);
    expect(await statusOf('GET', 'orgs/dry-one/workspaces')).toBe(404);
    for (const text of ['1', 'TRUE', '', 'yes']) {
      expect(await statusOf('POST', `orgs?dry_run=${text}`, wanted('dry-one'))).toBe(400);
    }
    expect(await statusOf('POST', 'orgs', { ...wanted('dry-one'), extra: 1 })).toBe(400);
    expect(await statusOf('POST', 'orgs', wanted('acme'))).toBe(409);
  });

  it('tears down only what is confirmed letter by letter', async () => {
    expect(await statusOf('POST', 'orgs', wanted('doomed'))).toBe(201);
    for (const body of [{}, { confirm: 'DOOMED' }, { confirm: ' doomed' }, { confirmation: 'doomed' }, [], 'doomed']) {
      expect(await statusOf('DELETE', 'tenants/doomed', body)).toBe(400);
      expect(await statusOf('POST', 'tenants/doomed/scrub-artifacts', body)).toBe(400);
    }
    expect(await statusOf('DELETE', 'tenants/doomed')).toBe(400);
    expect((await send('DELETE', 'tenants/doomed', { confirm: 'doomed' })).json).toMatchObject({ deleted: true });
    expect((await send('DELETE', 'tenants/doomed', { confirm: 'doomed' })).json).toMatchObject({ deleted: false });
    expect(await statusOf('GET', 'orgs/doomed/workspaces')).toBe(404);
  });

  it('answers 503 for tenants that are not up', async () => {
    expect(await statusOf('POST', 'orgs', wanted('booting'))).toBe(201);
    expect(await statusOf('GET', 'orgs/booting/workspaces')).toBe(503);
    expect(await statusOf('POST', 'tenants/booting/redeploy')).toBe(503);
    expect(await statusOf('POST', 'tenants/unknown-one/redeploy')).toBe(503);
    expect(await statusOf('GET', 'tenants/unknown-one/diagnostics')).toBe(200);
  });

  it('guards, merges and replaces an environment without showing a value', async () => {
    const { workspaceId } = await readSeedOrg(deployment, 'acme');
    const path = `workspaces/${workspaceId}/env`;
    const refused = await send('POST', path, { env: { My_Token: 'hush-hush' } });
    expect([refused.status, refused.text.includes('hush-hush')]).toEqual([400, false]);
    const merged = await send('POST', path, { env: { My_Token: 'hush-hush', A: '1' }, force: true });
    expect(merged.json).toMatchObject({
      applied_keys: ['A', 'My_Token'],
      env_keys_after: ['A', 'LOG_LEVEL', 'My_Token'],
    });
    expect(merged.text).not.toContain('hush-hush');
    expect((await send('POST', path, { env: { B: '2' }, merge: false })).json.env_keys_after).toEqual(['B']);
    expect(await statusOf('POST', path, { env: { B: 2 } })).toBe(400);
    expect(await statusOf('POST', 'workspaces/not-a-uuid/env', { env: {} })).toBe(400);
    expect(await statusOf('POST', 'workspaces/00000000-0000-4000-8000-000000000000/env', { env: {} })).toBe(404);
  });

  it('checks the billing mode before it looks for the org', async () => {
    const { workspaceId } = await readSeedOrg(deployment, 'acme');
    const path = `workspaces/${workspaceId}/llm-billing-mode`;
    expect(await statusOf('GET', path)).toBe(400);
    expect(await statusOf('PUT', `${path}?org_slug=unknown-one`, { mode: 'free' })).toBe(400);
    expect(await statusOf('PUT', `${path}?org_slug=unknown-one`, { mode: 'byok' })).toBe(404);
    expect(await statusOf('GET', `${path}?org_slug=globex`)).toBe(404);
    expect(await statusOf('PUT', `${path}?org_slug=acme`, {})).toBe(400);
    expect((await send('PUT', `${path}?org_slug=acme`, { mode: 'byok' })).json).toMatchObject({ mode: 'byok' });
    expect((await send('GET', `${path}?org_slug=acme`)).json).toMatchObject({ effective_mode: 'byok' });
    expect((await send('PUT', `${path}?org_slug=acme`, { mode: null })).json).toEqual({
      effective_mode: 'platform_managed',
      source: 'org_default',
    });
  });

  it('promotes one pin for each region and each runtime', async () => {
    expect(await statusOf('POST', 'thin-ami/promote', {})).toBe(400);
    expect(await statusOf('POST', 'runtime-image/promote', { template: 'hermes' })).toBe(400);
    await send('POST', 'thin-ami/promote', { ami_id: 'ami-1' });
    const listed = await send('GET', 'thin-ami/promote');
    expect(listed.json).toMatchObject([{ region: 'us-east-2', ami_id: 'ami-1', promoted_by: 'cp-admin' }]);
  });

  it('redeploys only the named part of the fleet, and nothing on a dry run', async () => {
    const before = JSON.stringify(deployment.dumpState());
    const dry = await send('POST', 'tenants/redeploy-fleet', { dry_run: true, only_slugs: ['globex'] });
    expect(dry.json).toEqual({ ok: true, results: [{ slug: 'globex', phase: 'planned', healthz_ok: true }] });
    expect(JSON.stringify(deployment.dumpState())).toBe(before);
  });

  it('has had no error of its own', () => {
    expect(deployment.internalErrors()).toEqual([]);
  });
});
