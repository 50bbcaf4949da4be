import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Case } from '../../lib/cases/case.ts';
import { narrowContract } from '../../lib/cases/scope.ts';
import type { RemoteConfig } from '../../lib/config/config.ts';
import type { Service } from '../../lib/contract/contract.ts';
import { startDeployment, type Deployment } from '../../lib/embedded/deployment.ts';
import { scopeOf } from '../../lib/platform/molecule/scope-of-config.ts';
import { ownInputs, planRemotely, runRemotely } from '../support/run-in-process.ts';

type Variables = Readonly<Record<string, string>>;

const QUICK: Variables = { REQUESTS_PER_SECOND: '0', POLL_INTERVAL_MS: '20', TARGET_KIND: 'disposable' };

let deployment: Deployment;
let tenantAlone: Variables;
let controlPlaneAlone: Variables;
beforeAll(async () => {
  deployment = await startDeployment();
  const { CP_BASE_URL = '', CP_ADMIN_BEARER = '', TENANT_BASE_URL = '' } = deployment.environment;
  controlPlaneAlone = { CP_BASE_URL, CP_ADMIN_BEARER };
  const orgs = await askOperator<readonly { readonly slug: string; readonly id: string }[]>('/orgs');
  const token = await askOperator<{ readonly admin_token: string }>('/orgs/acme/admin-token');
  tenantAlone = {
    TENANT_BASE_URL: TENANT_BASE_URL.replace('{slug}', 'acme'),
    ORG_ID: orgs.find(({ slug }) => slug === 'acme')?.id ?? '',
    TENANT_ADMIN_TOKEN: token.admin_token,
  };
});
afterAll(() => deployment.close());

async function askOperator<T>(path: string): Promise<T> {
  const { CP_BASE_URL = '', CP_ADMIN_BEARER = '' } = controlPlaneAlone;
  const answer = await fetch(`${CP_BASE_URL}/api/v1/admin${path}`, {
    headers: { Authorization: `Bearer ${CP_ADMIN_BEARER}` },
  });
  return (await answer.json()) as T;
}

async function operationsOf(service: Service): Promise<readonly string[]> {
  const { contract } = await ownInputs();
  return contract.operations.filter((operation) => operation.service === service).map(({ id }) => id);
}

/** An operation with a quota is not sent everything that is invalid for it. */
const BEYOND_QUOTA = / times an hour /;

/** Why cases are withheld, apart from quotas. */
function reasonsToWithhold(cases: readonly Case[]): readonly string[] {
  return cases.flatMap(({ withheld }) => withheld?.reason ?? []).filter((reason) => !BEYOND_QUOTA.test(reason));
}

const VARIABLE = /\b[A-Z]+(?:_[A-Z]+)+\b/g;

describe('a tenant alone', () => {
  it('is judged whole, with three variables', async () => {
    const record = await runRemotely({ ...tenantAlone, ...QUICK });
    expect(record).toMatchObject({ exitCode: 0, findings: [], leftovers: [] });
    expect(record.operations.map(({ operationId }) => operationId)).toEqual(await operationsOf('tenant'));
    expect(record.operations.filter(({ exercised }) => !exercised)).toEqual([]);
    expect(record.coverage.matrixCells.done).toBe(record.coverage.matrixCells.of);
    const gaps = record.gaps.filter(({ reason }) => !BEYOND_QUOTA.test(reason));
    expect(gaps.map(({ rule }) => rule)).toEqual(['gap.status-untested']);
    expect(record.notes.slice(0, 2)).toEqual([
      'the control plane is out of scope: CP_BASE_URL is not set',
      'a second org is out of scope: TENANT_BASE_URL is the address of one tenant',
    ]);
    expect(record.requests.sentPerOperation).toEqual(record.requests.plannedPerOperation);
  });

  it('lacks nothing but its admin token with an org key in place of that', async () => {
    const { TENANT_ADMIN_TOKEN: _, ...rest } = tenantAlone;
    const { plan, bootstrap } = await planRemotely({ ...rest, ...QUICK, ORG_API_KEY: 'made-up-org-key' });
    const withheld = plan.sequences.flatMap(({ cases }) => cases.flatMap((each) => each.withheld?.reason ?? []));
    const lacking = new Set(withheld.flatMap((reason) => reason.match(VARIABLE) ?? []));
    expect([...lacking].sort()).toEqual(['REVOKED_ORG_KEY', 'TENANT_ADMIN_TOKEN']);
    expect(bootstrap.map(({ id }) => id)).toEqual(expect.arrayContaining(['make-workspace', 'token-of-workspace']));
    expect(new Set(plan.sequences.map(({ operationId }) => operationId)).size).toBe(
      (await operationsOf('tenant')).length,
    );
  });

  it('gets credentials of the control plane as wrong ones, where they are configured', async () => {
    const { CP_ADMIN_BEARER = '', STRANGER_SESSION = '' } = deployment.environment;
    const { plan } = await planRemotely({
      ...tenantAlone,
      ...QUICK,
      CP_ADMIN_BEARER,
      ORG_SLUG: 'acme',
      STRANGER_SESSION,
    });
    const cells = plan.sequences.flatMap(({ cases }) => cases).filter(({ family }) => family === 'tier-matrix');
    const tiers = new Set(cells.map(({ tier }) => tier));
    expect([...tiers]).toEqual(expect.arrayContaining(['cp-admin', 'stranger-session']));
    expect([...tiers]).not.toContain('provision-secret');
    expect(cells.filter(({ withheld }) => withheld !== undefined)).toEqual([]);
  });

  it('that does not route gets no routing header', async () => {
    const { ORG_ID: _, ...rest } = tenantAlone;
    const { plan, bootstrap } = await planRemotely({ ...rest, ...QUICK });
    const cases = plan.sequences.flatMap((sequence) => sequence.cases);
    const requests = [...bootstrap, ...cases.flatMap(({ steps }) => steps)].map(({ request }) => request);
    expect(new Set(cases.map(({ family }) => family))).not.toContain('routing');
    expect(requests.flatMap(({ headers }) => headers.filter(([name]) => /org-(?:id|slug)/i.test(name)))).toEqual([]);
    expect(reasonsToWithhold(cases)).toEqual([]);
  });

  it('with a second org is held against that, too', async () => {
    const { TENANT_BASE_URL = '' } = deployment.environment;
    const globex = await askOperator<readonly { readonly slug: string; readonly id: string }[]>('/orgs');
    const token = await askOperator<{ readonly admin_token: string }>('/orgs/globex/admin-token');
    const { plan } = await planRemotely({
      ...tenantAlone,
      ...QUICK,
      TENANT_BASE_URL,
      ORG_SLUG: 'acme',
      OTHER_ORG_SLUG: 'globex',
      OTHER_ORG_ID: globex.find(({ slug }) => slug === 'globex')?.id ?? '',
      OTHER_TENANT_ADMIN_TOKEN: token.admin_token,
    });
    const cases = plan.sequences.flatMap((sequence) => sequence.cases);
    expect(reasonsToWithhold(cases)).toEqual([]);
    expect(new Set(cases.map(({ tier }) => tier))).toContain('other-org-key');
  });
});

describe('the control plane alone', () => {
  it('is judged as far as the bearer reaches, with two variables', async () => {
    const record = await runRemotely({ ...controlPlaneAlone, ...QUICK });
    expect(record).toMatchObject({ exitCode: 0, findings: [], leftovers: [] });
    expect(record.operations.map(({ operationId }) => operationId)).toEqual(await operationsOf('cp'));
    expect(record.operations.filter(({ exercised }) => !exercised)).toEqual([]);
    const lacking = record.gaps.flatMap(({ reason }) => reason.match(VARIABLE) ?? []);
    expect(lacking.filter((name) => /^(?:ORG|WORKSPACE|OTHER_WORKSPACE|TENANT)_/.test(name))).toEqual([]);
    expect(record.notes[0]).toBe('tenants are out of scope: TENANT_BASE_URL is not set');
    expect(record.requests.sentPerOperation).toEqual(record.requests.plannedPerOperation);
    expect(JSON.stringify(deployment.dumpState())).not.toContain('e2e-');
  });
});

describe('what is out of scope', () => {
  it('cannot be selected', async () => {
    await expect(planRemotely({ ...tenantAlone, ...QUICK }, { only: ['adminListOrgs'] })).rejects.toThrow(
      '--only "adminListOrgs" names no operation in scope: the control plane is out of scope: CP_BASE_URL is not set',
    );
  });

  it('is nothing where both services are configured', async () => {
    const { contract } = await ownInputs();
    const config = { cpBaseUrl: 'http://127.0.0.1:1', tenantBaseUrl: 'http://{slug}.localhost:1' } as RemoteConfig;
    expect(narrowContract(contract, scopeOf(config))).toBe(contract);
  });
});
