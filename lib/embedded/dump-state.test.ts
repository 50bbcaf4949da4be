import { describe, expect, it } from 'vitest';
import { createOrgRecord } from './cp/org-record.ts';
import type { ControlPlaneWorld, Org, Workspace } from './world.ts';
import { dumpState } from './dump-state.ts';
import { createSeededWorld } from './seed-world.ts';

interface Scene {
  readonly world: ControlPlaneWorld;
  readonly org: Org;
  readonly workspace: Workspace;
}

function setScene(): Scene {
  const { world } = createSeededWorld({
    seed: 'dump',
    speed: 1,
    nowMs: () => 1_900_000_000_000,
    tenantUrl: (slug) => slug,
  });
  const [org] = world.orgs.values();
  const [workspace] = org?.tenant.workspaces.values() ?? [];
  if (org === undefined || workspace === undefined) throw new Error('the seed world has an org with a workspace');
  return { world, org, workspace };
}

const STAMP = { createdAtMs: 1, updatedAtMs: 1 };

/** One change for every kind of thing that is remembered. */
const CHANGES: Readonly<Record<string, (scene: Scene) => unknown>> = {
  'a new org': ({ world }) => createOrgRecord(world, { slug: 'new', name: 'New', ownerUserId: 'user_owner' }),
  'a name of an org': ({ org }) => (org.name = 'other'),
  'a member': ({ org }) => org.memberUserIds.push('user_stranger'),
  credits: ({ org }) => (org.creditsBalance -= 1),
  'a redeployment': ({ org }) => (org.updatedAtMs += 1),
  'a session': ({ world }) => world.sessions.set('made-up', 'user_owner'),
  'an instance': ({ world }) => [...world.instances.values()].map((instance) => (instance.volumeErased = true)),
  'a pin': ({ world }) => world.pins.images.pop(),
  'an invoice': ({ world }) => world.invoices.set('user_owner', []),
  'an org key': ({ org }) =>
    org.tenant.orgTokens.set('k', { id: 'k', name: '', secret: 's', createdAtMs: 1, revoked: false }),
  'a global secret': ({ org }) => org.tenant.globalSecrets.set('K', { key: 'K', value: 'v', ...STAMP }),
  'a template': ({ org }) => org.tenant.templates.set('t', { id: 't', name: 'T', files: {} }),
  'an org template': ({ org }) => org.tenant.orgTemplates.delete('small-team'),
  'a workspace': ({ org, workspace }) => org.tenant.workspaces.delete(workspace.id),
  'a status': ({ workspace }) => (workspace.status = 'paused'),
  'a restart': ({ workspace }) => (workspace.restarts += 1),
  'a budget': ({ workspace }) => (workspace.limits.daily = 1),
  'a billing mode': ({ workspace }) => (workspace.billingMode = 'byok'),
  'an environment': ({ workspace }) => workspace.env.set('LOG_LEVEL', 'debug'),
  'a value of a secret': ({ workspace }) =>
    workspace.secrets.set('BYSTANDER_NOTE', { key: 'BYSTANDER_NOTE', value: 'v', ...STAMP }),
  'a token': ({ workspace }) => [...workspace.tokens.values()].map((token) => (token.revoked = true)),
};

describe('dumpState', () => {
  it('says the same twice', () => {
    const { world } = setScene();
    expect(dumpState(world)).toEqual(dumpState(world));
  });

  it.each(Object.entries(CHANGES))('shows %s', (_, change) => {
    const scene = setScene();
    const before = JSON.stringify(dumpState(scene.world));
    change(scene);
    expect(JSON.stringify(dumpState(scene.world))).not.toBe(before);
  });

  it('shows no secret', () => {
    const { world, org, workspace } = setScene();
    const dump = JSON.stringify(dumpState(world));
    const secrets = [
      world.cpAdminBearer,
      world.provisionSecret,
      org.tenantAdminToken,
      ...world.sessions.keys(),
      ...[...workspace.tokens.values()].map(({ secret }) => secret),
      ...[...workspace.secrets.values()].map(({ value }) => value),
    ];
    expect(secrets.filter((secret) => dump.includes(secret))).toEqual([]);
  });
});
