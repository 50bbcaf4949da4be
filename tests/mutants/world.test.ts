import { defined } from '../../lib/core/defined.ts';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../lib/core/clock.ts';
import { HarnessError } from '../../lib/core/errors.ts';
import { exitCodeOf } from '../../lib/core/exit-codes.ts';
import { isJsonObject } from '../../lib/core/json.ts';
import type { Finding } from '../../lib/findings/finding.ts';
import type { RunRecord } from '../../lib/findings/run-record.ts';
import type { RunFlags } from '../../lib/cli/run-settings.ts';
import { startDeployment, type Deployment, type DeploymentOptions } from '../../lib/embedded/deployment.ts';
import { MUTANTS } from '../../lib/embedded/mutants/mutants.ts';
import { createFastClock } from '../support/fast-clock.ts';
import { runRemotely } from '../support/run-in-process.ts';
import { startProxy } from '../support/start-proxy.ts';

/** Runs that wait, on a machine that may be busy. */
const PATIENCE_MS = 180_000;

interface World {
  readonly deployment?: DeploymentOptions;
  /** Of the target as the deployment prints it; what is undefined is left out. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly flags: Partial<RunFlags>;
  readonly clock?: Clock;
}

interface Ended {
  readonly record?: RunRecord;
  readonly error?: HarnessError;
  readonly orgsLeft: readonly string[];
}

const PACE = { REQUESTS_PER_SECOND: '0', POLL_INTERVAL_MS: '20' };
/** On a fast clock every answer is a slow one. */
const NO_LATENCY_BUDGET = { LATENCY_BUDGET_MS: '3600000' };

/** One run to its end, by record or by error, and the orgs that the deployment has then. */
async function endOf({ deployment: options, environment, flags, clock }: World): Promise<Ended> {
  const deployment = await startDeployment({ ...options, ...defined({ clock }) });
  try {
    const ended = await runRemotely(defined({ ...deployment.environment, ...PACE, ...environment }), flags, clock).then(
      (record) => ({ record }),
      (error: unknown) => ({ error: expectedError(error) }),
    );
    expect(deployment.internalErrors()).toEqual([]);
    return { ...ended, orgsLeft: orgsOf(deployment) };
  } finally {
    await deployment.close();
  }
}

function expectedError(error: unknown): HarnessError {
  if (error instanceof HarnessError) return error;
  throw error;
}

function orgsOf(deployment: Deployment): readonly string[] {
  const { orgs } = deployment.dumpState();
  const list = Array.isArray(orgs) ? orgs : Object.values(isJsonObject(orgs) ? orgs : {});
  return list.map((org: unknown) => (isJsonObject(org) && typeof org['slug'] === 'string' ? org['slug'] : '')).sort();
}

const SEEDED = ['acme', 'globex'];
/** Nothing is at hand but the operator's bearer: the run makes an org of its own. */
const OWN_ORG = { ORG_SLUG: undefined, OTHER_ORG_SLUG: undefined };
const ONE_OF_A_TENANT: Partial<RunFlags> = {
  only: ['tenantListTemplates'],
  family: ['tier-matrix'],
  tier: ['org-key'],
};
/** Reads, creations and removals on both services. */
const OF_EVERY_KIND: Partial<RunFlags> = {
  only: [
    'createOrg',
    'listOrgs',
    'adminCreateOrg',
    'tenantCreateWorkspace',
    'tenantListOrgTokens',
    'tenantDeleteWorkspace',
  ],
};

function expectNoDrift({ record, orgsLeft }: Ended): RunRecord {
  if (record === undefined) throw new Error('the run ended without a record');
  expect(record.findings).toEqual([]);
  expect(record.leftovers).toEqual([]);
  expect(orgsLeft).toEqual(SEEDED);
  return record;
}

/** Answers are lost, and the run copes: what it could not judge it calls that, and only that. */
async function copesWithLoss(fault: string): Promise<void> {
  const record = expectNoDrift(await endOf({ deployment: { faults: [fault] }, flags: OF_EVERY_KIND }));
  expect(record.requests.retries).toBeGreaterThan(0);
  const lost = record.gaps.filter(({ rule }) => rule === 'gap.transport');
  expect([record.exitCode, record.verdict]).toEqual(lost.length === 0 ? [0, 'conforms'] : [3, 'could-not-judge']);
  if (lost.length > 0) expect(record.because).toContain(`${lost.length} case`);
  const decided = record.cases.filter(({ state }) => state === 'passed' || state === 'covered').length;
  expect(decided).toBeGreaterThan(record.cases.length * 0.8);
}

const PROMISES: Readonly<Record<string, () => Promise<void>>> = {
  'answers-slowly': async () => {
    const record = expectNoFailure(
      await endOf({
        deployment: { faults: ['answers-slowly'] },
        environment: { LATENCY_BUDGET_MS: '100' },
        flags: { only: ['listOrgs'], family: ['conformance'] },
      }),
    );
    expect(record.findings.map(({ rule, operationId }) => [rule, operationId])).toEqual([['ops.latency', 'listOrgs']]);
  },
  'answers-502-page': () => copesWithLoss('answers-502-page'),
  'resets-every-seventh': () => copesWithLoss('resets-every-seventh'),
  'truncates-every-ninth': () => copesWithLoss('truncates-every-ninth'),
  'provisioning-recovers': async () => {
    const deployment = { faults: ['provisioning-recovers'] };
    const record = expectNoDrift(await endOf({ deployment, environment: OWN_ORG, flags: ONE_OF_A_TENANT }));
    expect(record.exitCode).toBe(0);
    expect(record.requests.polling).toBeGreaterThan(1);
  },
  'provisioning-never-ends': async () => {
    const { error, orgsLeft } = await endOf({
      deployment: { faults: ['provisioning-never-ends'] },
      environment: { ...OWN_ORG, PROVISION_TIMEOUT_MS: '1000' },
      flags: ONE_OF_A_TENANT,
    });
    expect(error?.message).toBe(
      'gave up after 1 s on the step "waits until its instance runs": the last answer was 200 with status "provisioning"',
    );
    expect(error?.details).toEqual(['raise PROVISION_TIMEOUT_MS if the deployment is merely slow']);
    expect(exitCodeOf(error?.code ?? 'usage')).toBe(3);
    expect(orgsLeft).toEqual(SEEDED);
  },
  'refuses-with-429-for-ever': async () => {
    const { error } = await endOf({
      deployment: { faults: ['refuses-with-429-for-ever'] },
      flags: { only: ['listOrgs'] },
      clock: createFastClock(400),
    });
    expect(error?.message).toMatch(
      /says 429 \(come back later\) to the step ".+", and the time that may be waited for it is spent \(RETRY_BUDGET_MS\); nothing was judged/,
    );
    expect(exitCodeOf(error?.code ?? 'usage')).toBe(3);
  },
  'storms-with-429': async () => {
    const record = expectNoFailure(
      await endOf({
        deployment: { faults: ['storms-with-429'] },
        environment: NO_LATENCY_BUDGET,
        // A tenant is shown to be there by reading its workspaces; what is met is said of the operations of the plan.
        flags: { only: [...(OF_EVERY_KIND.only ?? []), 'tenantListWorkspaces'] },
        clock: createFastClock(50),
      }),
    );
    expect(record.findings.map(summariseStatus)).toEqual(STORMS);
    expect(record.requests.retries).toBeGreaterThanOrEqual(8);
    expect(record.requests.sentPerOperation).toEqual(record.requests.plannedPerOperation);
  },
};

/** No operation declares 429, on either service: each is one finding, whatever the operations that met the storm. */
const STORMS = ['cp', 'tenant'].map((service) => `minor status.undocumented ${service}: 429: "rate limit exceeded"`);

function summariseStatus({ severity, rule, service, seen }: Finding): string {
  return `${severity} ${rule} ${service}: ${seen}`;
}

function expectNoFailure({ record }: Ended): RunRecord {
  if (record === undefined) throw new Error('the run ended without a record');
  expect([record.exitCode, record.leftovers]).toEqual([0, []]);
  return record;
}

/** A hostile deployment is for the reports to bear: tests/e2e/hostile-deployment.e2e.test.ts. */
const HELD_ELSEWHERE: ReadonlySet<string> = new Set(['answers-with-attacks']);

describe('each fault of the world', () => {
  const faults = MUTANTS.filter((mutant) => mutant.world === true && !HELD_ELSEWHERE.has(mutant.id));

  it('has a promise', () => {
    expect(faults.map(({ id }) => id)).toEqual(Object.keys(PROMISES).sort());
  });

  it.each(Object.entries(PROMISES))(
    '%s is borne as promised',
    async (_id, keepsPromise) => keepsPromise(),
    PATIENCE_MS,
  );
});

describe('a target that allows 50 requests a minute', () => {
  it(
    'is judged as it is without the limit, and asked no more than it allows',
    async () => {
      const clock = createFastClock(60);
      const deployment = await startDeployment({ requestsPerMinute: 50, clock });
      const statuses: number[] = [];
      const proxy = await startProxy(deployment, (_request, answer) => {
        statuses.push(answer.status);
        return answer;
      });
      try {
        const flags = { only: ['listOrgs', 'getOrg', 'tenantListTemplates'] };
        const environment = { ...proxy.environment, ...PACE, ...NO_LATENCY_BUDGET, RETRY_BUDGET_MS: '120000' };
        const record = await runRemotely(environment, flags, clock);
        expect(record).toMatchObject({ exitCode: 0, findings: [], leftovers: [] });
        expect(record.requests.sentPerOperation).toEqual(record.requests.plannedPerOperation);
        expect(statuses.length).toBeGreaterThan(150);
        const first = statuses.indexOf(429);
        // What is under way at the first refusal cannot know of it.
        expect(statuses.slice(first < 0 ? statuses.length : first + 8).filter((status) => status === 429)).toEqual([]);
      } finally {
        await proxy.close();
        await deployment.close();
      }
    },
    PATIENCE_MS,
  );
});

describe('a host that is gone half way', () => {
  it(
    'ends the run with what is left undone, and what may be left behind stays in the ledger',
    async () => {
      const deployment = await startDeployment();
      let answers = 0;
      const proxy = await startProxy(deployment, (_request, answer) => {
        answers += 1;
        if (answers === 150) void proxy.close();
        return answer;
      });
      try {
        const record = await runRemotely({ ...proxy.environment, ...PACE }, { only: ['tenant*'] });
        expect(record.exitCode).toBe(3);
        expect(record.because).toMatch(/^the target stopped answering \(.+\); \d+ cases were not sent, of \w+/);
        expect(record.because).toContain('ledger');
        expect(record.leftovers.length).toBeGreaterThan(0);
        expect(record.findings).toEqual([]);
      } finally {
        await deployment.close();
      }
    },
    PATIENCE_MS,
  );
});

describe('a host that answers with bytes that are not HTTP from some point on', () => {
  it(
    'cannot be judged from then on, and nothing of it is drift of an operation',
    async () => {
      const deployment = await startDeployment();
      let answers = 0;
      const proxy = await startProxy(deployment, ({ socket }, answer) => {
        answers += 1;
        if (answers <= 150) return answer;
        socket.end('2 + 2 = 5\r\n\r\n');
        throw new Error('the answer went out');
      });
      try {
        const record = await runRemotely({ ...proxy.environment, ...PACE }, { only: ['admin*', 'list*', 'get*'] });
        expect(record).toMatchObject({ exitCode: 3, verdict: 'could-not-judge', findings: [] });
        expect(record.because).toMatch(/^the target stopped answering \(malformed: .+\); \d+ cases were not sent/);
        expect(record.gaps.filter(({ rule }) => rule === 'gap.transport').length).toBeGreaterThan(12);
      } finally {
        await proxy.close();
        await deployment.close();
      }
    },
    PATIENCE_MS,
  );
});
