import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDeployment, type Deployment } from '../deployment.ts';
import { call, credentialsOf, readSeedOrg, readText } from '../../../tests/support/test-call.ts';

describe('provisioning of workspaces', () => {
  let deployment: Deployment;
  let as: ReturnType<typeof credentialsOf>;
  let acme: Awaited<ReturnType<typeof readSeedOrg>>;
  let globex: Awaited<ReturnType<typeof readSeedOrg>>;

  beforeAll(async () => {
    deployment = await startDeployment();
    as = credentialsOf(deployment);
    acme = await readSeedOrg(deployment, 'acme');
    globex = await readSeedOrg(deployment, 'globex');
  });
  afterAll(() => deployment.close());

  const UNKNOWN_ID = '11111111-1111-4111-8111-111111111111';
  const provision = (workspaceId: string, changes: Readonly<Record<string, string>> = {}) =>
    call(deployment, {
      method: 'POST',
      path: '/api/v1/workspaces/provision',
      headers: as.provisioner,
      body: {
        org_id: acme.id,
        workspace_id: workspaceId,
        runtime: 'hermes',
        platform_url: 'https://acme.example.com',
        ...changes,
      },
    });
  const deprovision = (path: string, headers: Record<string, string>) =>
    call(deployment, { method: 'DELETE', path: `/api/v1/workspaces/${path}`, headers });
  const pairOf = (org: { readonly adminToken: string }) => ({
    ...as.provisioner,
    'x-molecule-admin-token': org.adminToken,
  });
  const readVolume = async (workspaceId: string) => {
    const diagnostics = await call(deployment, {
      path: '/api/v1/admin/tenants/acme/diagnostics',
      headers: as.admin,
    });
    const volumes = diagnostics.json.volumes as readonly { workspace_id: string; state: string }[];
    return volumes.find(({ workspace_id }) => workspace_id === workspaceId)?.state;
  };

  it('refuses a runtime without a pin', async () => {
    const refused = await provision(UNKNOWN_ID, { runtime: 'no-such-runtime' });
    expect([refused.status, refused.json]).toEqual([422, { error: 'RUNTIME_PIN_MISSING' }]);
  });

  it('refuses orgs that do not exist and workspaces of others', async () => {
    expect((await provision(UNKNOWN_ID, { org_id: UNKNOWN_ID })).status).toBe(400);
    expect((await provision(globex.workspaceId)).status).toBe(400);
    expect((await provision('not-a-uuid')).status).toBe(400);
  });

  it('reports the machine until it is terminated', async () => {
    const made = await provision(UNKNOWN_ID);
    expect([made.status, made.json.state]).toEqual([201, 'pending']);
    const statusPath = `/api/v1/workspaces/${UNKNOWN_ID}/status?instance_id=${readText(made.json, 'instance_id')}`;
    const see = () => call(deployment, { path: statusPath, headers: as.provisioner });
    expect((await see()).json).toMatchObject({ instance_id: made.json.instance_id });
    expect((await deprovision(UNKNOWN_ID, pairOf(acme))).json).toEqual({ status: 'terminated' });
    expect((await see()).json).toEqual({ instance_id: made.json.instance_id, state: 'terminated' });
  });

  it('erases the volume for the literal true only', async () => {
    const id = '22222222-2222-4222-8222-222222222222';
    await provision(id);
    for (const query of ['', '?prune=1', '?prune=TRUE', '?prune=yes', '?prune=', '?prune=true&prune=false']) {
      expect((await deprovision(`${id}${query}`, pairOf(acme))).status).toBe(200);
      expect(await readVolume(id)).toBe('kept');
    }
    await deprovision(`${id}?prune=true`, pairOf(acme));
    expect(await readVolume(id)).toBe('erased');
  });

  it('wants both halves of the pair, and the workspace to be of that org', async () => {
    const half = { 'x-molecule-admin-token': acme.adminToken };
    expect((await deprovision(UNKNOWN_ID, as.provisioner)).status).toBe(401);
    expect((await deprovision(UNKNOWN_ID, half)).status).toBe(401);
    expect((await deprovision('not-a-uuid', as.provisioner)).status).toBe(401);
    expect((await deprovision('not-a-uuid', pairOf(acme))).status).toBe(400);
    expect((await deprovision(globex.workspaceId, pairOf(acme))).status).toBe(401);
  });

  it('does not read the org id on deprovision', async () => {
    for (const orgId of [acme.id, globex.id, 'nonsense']) {
      const headers = { ...pairOf(acme), 'x-molecule-org-id': orgId };
      expect((await deprovision(UNKNOWN_ID, headers)).status).toBe(200);
    }
  });
});
