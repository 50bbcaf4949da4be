import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../lib/findings/run-record.ts';
import { type Deployment, startDeployment } from '../../lib/embedded/deployment.ts';
import { findingsJson } from '../../lib/reporters/json.ts';
import type { FullPlan } from '../../lib/run/foresee-run.ts';
import { planRemotely, runInProcess, runRemotely } from '../support/run-in-process.ts';
import { type Proxy, startProxy } from '../support/start-proxy.ts';

const ONLY = ['getOrg', 'adminListOrgs', 'tenantCreateWorkspace', 'tenantListWorkspaceSecrets', 'deprovisionWorkspace'];

describe('what is planned', () => {
  let deployment: Deployment;
  let proxy: Proxy;
  let plan: FullPlan;
  let afterPlan: number;
  let record: RunRecord;

  beforeAll(async () => {
    deployment = await startDeployment();
    proxy = await startProxy(deployment);
    plan = await planRemotely(proxy.environment, { only: ONLY });
    afterPlan = proxy.requests.length;
    record = await runRemotely(proxy.environment, { only: ONLY });
  }, 300_000);
  afterAll(async () => {
    await proxy.close();
    await deployment.close();
  });

  it('is worked out without a request', () => {
    expect(plan.requests).toBeGreaterThan(100);
    expect(afterPlan).toBe(0);
  });

  it('is what is sent, operation by operation', () => {
    expect(record.requests.sentPerOperation).toEqual(plan.requestsPerOperation);
    expect(record.requests.sent).toBe(plan.requests);
    const cases = plan.plan.sequences.flatMap((sequence) => sequence.cases.map(({ id }) => id));
    expect(record.cases.map(({ id }) => id)).toEqual([...cases].sort());
  });

  it('is what arrives, with polling, retries and removals counted apart', () => {
    const { sent, polling, retries, removals } = record.requests;
    expect(removals).toBeGreaterThan(0);
    expect(sent + polling + retries + removals).toBe(proxy.requests.length);
  });
});

describe('two runs with one seed', () => {
  const fault = ['accepts-any-bearer', 'returns-null-name', 'renames-status-in-org-rows', 'echoes-env-value-in-error'];
  const only = ['getOrg', 'listOrgs', 'adminListOrgs', 'tenantGetWorkspace', 'adminUpdateWorkspaceEnv'];

  it('write the same findings, byte for byte, whatever the ports', async () => {
    const [first, second] = [await runInProcess({ fault, only }), await runInProcess({ fault, only })];
    expect(first.record.run.target.cpBaseUrl).not.toBe(second.record.run.target.cpBaseUrl);
    expect(new Set(first.record.findings.map(({ rule }) => rule)).size).toBeGreaterThan(2);
    expect(findingsJson.render(second.record)).toBe(findingsJson.render(first.record));
  }, 300_000);
});
