import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MatrixCell, RunRecord } from '../../lib/findings/run-record.ts';
import { startDeployment, type Deployment } from '../../lib/embedded/deployment.ts';
import { planRemotely, runRemotely } from '../support/run-in-process.ts';

/** Whole runs on a machine that may be busy. */
const PATIENCE_MS = 300_000;

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment();
});
afterAll(() => deployment.close());

/** What an operator has written into `.env`: the addresses, and these. */
function configured(...names: readonly string[]): Readonly<Record<string, string>> {
  const wanted = new Set(['CP_BASE_URL', 'TENANT_BASE_URL', 'TARGET_KIND', ...names]);
  const given = Object.entries(deployment.environment).filter(([name]) => wanted.has(name));
  return { ...Object.fromEntries(given), REQUESTS_PER_SECOND: '0', POLL_INTERVAL_MS: '50' };
}

const cellsOf = (record: RunRecord, tier: string): RunRecord['matrix'] =>
  record.matrix.filter((cell) => cell.tier === tier && cell.variant === undefined);

/** What was not judged and does not say so. */
const undisclosed = (record: RunRecord): readonly string[] => {
  const disclosed = new Set(record.gaps.map(({ caseId }) => caseId));
  return record.cases
    .filter(({ state, id }) => (state === 'skipped' || state === 'inconclusive') && !disclosed.has(id))
    .map(({ id }) => id);
};

describe('a deployment in another process', () => {
  it(
    'comes out as the embedded one does, with the configuration that it prints',
    async () => {
      const environment = { ...deployment.environment, REQUESTS_PER_SECOND: '0' };
      const record = await runRemotely(environment, { family: ['tier-matrix'] });
      expect(record).toMatchObject({ verdict: 'conforms', exitCode: 0, findings: [], leftovers: [] });
      expect(record.coverage).toMatchObject({ operations: { done: 58, of: 58 }, matrixCells: { done: 812, of: 812 } });
      expect(record.requests.sentPerOperation).toEqual(record.requests.plannedPerOperation);
      expect([...new Set(record.gaps.map(({ rule }) => rule))]).toEqual(['gap.status-untested']);
    },
    PATIENCE_MS,
  );
});

describe("the operator's bearer and what cannot be derived from it", () => {
  let record: RunRecord;
  beforeAll(async () => {
    const given = ['CP_ADMIN_BEARER', 'PROVISION_SECRET', 'OWNER_SESSION', 'MEMBER_SESSION', 'STRANGER_SESSION'];
    record = await runRemotely(configured(...given), { family: ['tier-matrix'] });
  }, PATIENCE_MS);

  it('is enough for a whole matrix but for the member, and nothing is taken for drift or left behind', () => {
    expect(record).toMatchObject({ verdict: 'conforms', exitCode: 0, findings: [], leftovers: [] });
    const isOpen = ({ verdict }: MatrixCell): boolean => verdict !== 'as-expected' && verdict !== 'covered';
    const open = record.matrix.filter((cell) => isOpen(cell) && cell.variant === undefined);
    expect([...new Set(open.map(({ tier }) => tier))]).toEqual(['member-session']);
    expect(record.requests.sentPerOperation).toEqual(record.requests.plannedPerOperation);
  });

  it('says of the member that nobody is one of an org that the run makes', () => {
    expect(cellsOf(record, 'member-session')).toHaveLength(58);
    for (const cell of cellsOf(record, 'member-session')) {
      expect(cell.verdict).toBe('not-probed');
      expect(cell.reason).toContain('set ORG_SLUG to the org that MEMBER_SESSION belongs to');
    }
    expect(undisclosed(record)).toEqual([]);
  });
});

describe('every optional credential left out', () => {
  let record: RunRecord;
  beforeAll(async () => {
    record = await runRemotely(configured('CP_ADMIN_BEARER'), { family: ['conformance', 'tier-matrix'] });
  }, PATIENCE_MS);

  it('conforms, and leaves nothing behind', () => {
    expect(record).toMatchObject({ verdict: 'conforms', exitCode: 0, findings: [], leftovers: [] });
    expect(record.requests.sentPerOperation).toEqual(record.requests.plannedPerOperation);
  });

  it.each([
    ['owner-session', 'OWNER_SESSION'],
    ['member-session', 'MEMBER_SESSION'],
    ['stranger-session', 'STRANGER_SESSION'],
    ['provision-secret', 'PROVISION_SECRET'],
    ['deprovision-pair', 'PROVISION_SECRET'],
    ['deprovision-pair-other', 'PROVISION_SECRET'],
  ])('counts every cell of %s as a gap, since there is no %s', (tier, variable) => {
    const column = record.gaps.filter(
      (gap) => gap.rule === 'gap.credential-unproven' && gap.tier === tier && gap.caseId === undefined,
    );
    expect(column.map(({ reason }) => reason)).toEqual([
      `the credential is not at hand: ${variable} is not configured and could not be derived`,
    ]);
    expect(cellsOf(record, tier)).toHaveLength(58);
    for (const cell of cellsOf(record, tier)) {
      expect(cell.verdict).toBe('not-probed');
      expect(cell.reason).toContain(variable);
    }
  });

  it('judges the columns that it has or can derive, wherever a rightful caller is there to compare with', () => {
    for (const tier of ['anonymous', 'cp-admin', 'tenant-admin-token', 'org-key', 'workspace-token']) {
      const cells = cellsOf(record, tier);
      expect(cells).toHaveLength(58);
      expect(cells.filter(({ verdict }) => verdict === 'drift')).toEqual([]);
      expect(cells.filter(({ verdict }) => verdict === 'as-expected').length).toBeGreaterThan(40);
    }
  });

  it('gives a reason for everything that was not judged, and says the same in the plan', async () => {
    expect(undisclosed(record)).toEqual([]);
    const plan = await planRemotely(configured('CP_ADMIN_BEARER'), { family: ['conformance', 'tier-matrix'] });
    const withheld = plan.plan.sequences.flatMap(({ cases }) => cases).filter((each) => each.withheld !== undefined);
    expect(withheld.map(({ id }) => id).sort()).toEqual(
      record.cases.filter(({ state }) => state === 'skipped').map(({ id }) => id),
    );
    expect(plan.requests).toBe(record.requests.sent);
  });
});
