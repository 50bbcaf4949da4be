import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDeployment, type Deployment } from '../../lib/embedded/deployment.ts';
import type { RunFlags } from '../../lib/cli/run-settings.ts';
import { planRemotely, runRemotely } from '../support/run-in-process.ts';
import { startProxy } from '../support/start-proxy.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment();
});
afterAll(() => deployment.close());

/** What an operator knows who has the bearer and nothing else. */
function bearerOnly(): Readonly<Record<string, string>> {
  const { CP_BASE_URL = '', TENANT_BASE_URL = '', CP_ADMIN_BEARER = '' } = deployment.environment;
  return { CP_BASE_URL, TENANT_BASE_URL, CP_ADMIN_BEARER, REQUESTS_PER_SECOND: '0', POLL_INTERVAL_MS: '20' };
}

async function stepsOf(flags: Partial<RunFlags>): Promise<readonly string[]> {
  const { bootstrap } = await planRemotely(bearerOnly(), flags);
  return bootstrap.map(({ id }) => id);
}

describe('what a run derives', () => {
  it.each<[string, Partial<RunFlags>, readonly string[]]>([
    ['nothing for a list of orgs', { only: ['adminListOrgs'], family: ['conformance'] }, []],
    [
      'an org where its name is asked for, and no key',
      { only: ['getOrgInstance'], family: ['conformance'] },
      ['create-org', 'wait-for-org'],
    ],
    [
      'one key where one caller is selected',
      { only: ['tenantListTemplates'], family: ['tier-matrix'], tier: ['org-key'] },
      ['create-org', 'wait-for-org', 'admin-token-of-org', 'wait-for-tenant-of-org', 'org-key-of-org'],
    ],
  ])('is %s', async (_title, flags, steps) => {
    expect(await stepsOf(flags)).toEqual(steps);
  });

  it('is made, used and removed again', async () => {
    const flags = { only: ['tenantListTemplates'], family: ['tier-matrix'], tier: ['org-key'] };
    const record = await runRemotely(bearerOnly(), flags);
    expect(record).toMatchObject({ exitCode: 0, findings: [], leftovers: [] });
    expect(record.requests.sentPerOperation).toEqual(record.requests.plannedPerOperation);
    expect(JSON.stringify(deployment.dumpState())).not.toContain('e2e-');
  });

  it('revokes the key and deletes the workspace whose credentials are to be spent', async () => {
    const steps = await stepsOf({ only: ['tenantListWorkspaces'] });
    expect(steps).toEqual(expect.arrayContaining(['key-to-revoke', 'key-works', 'revoke-key']));
    expect(steps.indexOf('revoke-key')).toBeGreaterThan(steps.indexOf('key-works'));
    expect(steps.filter((id) => id === 'workspace-to-delete' || id === 'delete-workspace').length % 2).toBe(0);
  });

  it('is counted where it is rare', async () => {
    const { plan } = await planRemotely(bearerOnly());
    expect(plan.quotaUses).toEqual([
      'tenantCreateOrgToken: 10 of 10 an hour at ${org.slug}',
      'tenantCreateOrgToken: 1 of 10 an hour at ${otherOrg.slug}',
    ]);
  });
});

describe('the id of an org', () => {
  const flags = { only: ['tenantListTemplates'], family: ['tier-matrix'], tier: ['org-key'] };

  /** A run against a deployment whose answers to these requests call the id of an org by another name. */
  async function runWithoutIdIn(paths: RegExp, variables: Readonly<Record<string, string>>) {
    const proxy = await startProxy(deployment, ({ method = '', url = '' }, answer) =>
      paths.test(`${method} ${url}`)
        ? { ...answer, body: answer.body.replaceAll(/"(?:org_)?id":/g, '"identifier":') }
        : answer,
    );
    const { CP_BASE_URL = '', TENANT_BASE_URL = '', CP_ADMIN_BEARER = '' } = proxy.environment;
    try {
      const record = await runRemotely(
        { ...bearerOnly(), CP_BASE_URL, TENANT_BASE_URL, CP_ADMIN_BEARER, ...variables },
        flags,
      );
      return { record, requests: proxy.requests };
    } finally {
      await proxy.close();
    }
  }

  it.each([
    ['its instance, where the list has another shape', /^GET \/api\/v1\/admin\/orgs$/, {}, 'instance'],
    ['reading it, where the list has another shape', /^GET \/api\/v1\/admin\/orgs$/, { OWNER_SESSION: 'yes' }, 'acme'],
    [
      'its instance, where that alone has the shape',
      /^GET \/api\/v1\/(?:admin\/orgs|orgs\/acme)$/,
      { OWNER_SESSION: 'yes' },
      'instance',
    ],
  ])('is learned from %s', async (_title, paths, session, last) => {
    const { OWNER_SESSION = '' } = deployment.environment;
    const variables = { ORG_SLUG: 'acme', ...('OWNER_SESSION' in session ? { OWNER_SESSION } : {}) };
    const { record, requests } = await runWithoutIdIn(paths, variables);
    expect(record).toMatchObject({ exitCode: 0, findings: [], gaps: [] });
    const reads = requests.filter((request) => /^GET .*orgs(?:\/acme(?:\/instance)?)?$/.test(request));
    expect(reads.at(-1)?.split('/').at(-1)).toBe(last);
  });

  it('of its own org is learned as well, where the creation is answered in another shape', async () => {
    const { record } = await runWithoutIdIn(/^POST \/api\/v1\/admin\/orgs$/, {});
    expect(record).toMatchObject({ exitCode: 0, findings: [], gaps: [], leftovers: [] });
  });

  it('is needed of nobody where the list is closed: the instance tells it', async () => {
    const { CP_ADMIN_BEARER: _, ...rest } = bearerOnly();
    const { bootstrap } = await planRemotely({ ...rest, ORG_SLUG: 'acme' });
    expect(bootstrap.map(({ id, operationId }) => `${id} ${operationId ?? ''}`)).toEqual(['find-org getOrgInstance']);
  });
});
