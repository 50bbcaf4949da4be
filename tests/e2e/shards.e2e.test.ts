import { beforeAll, describe, expect, it } from 'vitest';
import { applyBaseline } from '../../lib/drift/apply-baseline.ts';
import { operationsOf } from '../../lib/findings/merge-into-causes.ts';
import { mergeRecords } from '../../lib/findings/merge-records.ts';
import { printPlace } from '../../lib/findings/place.ts';
import type { Acceptance, OperationObservation, RunRecord } from '../../lib/findings/run-record.ts';
import { DEFAULT_FILES, readInputs } from '../../lib/setup/read-inputs.ts';
import { runInProcess } from '../support/run-in-process.ts';

const SHARDS = 4;

const flags = {
  // Each shard covers the gates of its own operations, so that a part sends what the whole leaves out.
  exhaustive: true,
  // None that looks at a thing which is still on its way: what it shows depends on how fast a run is.
  only: [
    'adminListOrgs',
    'adminTenantDiagnostics',
    'exportOrg',
    'adminListThinAmi',
    'getOrg',
    'getOrgInstance',
    'listInvoices',
    'listOrgs',
    'tenantGetBudget',
    'tenantGetWorkspace',
    'tenantListOrgTokens',
    'tenantListTemplates',
    'tenantListWorkspaces',
  ],
  fault: [
    'accepts-any-bearer',
    'answers-get-org-with-nothing',
    'omits-challenge',
    'omits-error-member',
    'renames-status-in-org-rows',
    'returns-malformed-ids-in-workspace-list',
  ],
} as const;

/** The record without what differs from run to run: ids, times, ports, and how long things took. */
function withoutTimes(record: RunRecord): unknown {
  const { run, requests, evidence, cases, operations, notes, ...rest } = record;
  return {
    ...rest,
    run: { ...run, id: '', startedAt: '', durationMs: 0, target: { ...run.target, cpBaseUrl: '', tenantBaseUrl: '' } },
    notes: [...notes].sort(),
    cases: cases.map((outcome) => ({ ...outcome, durationMs: 0 })),
    operations: operations.map(withoutLatency),
    evidence: evidence.map(({ caseId, operationId, purpose }) => `${caseId} ${operationId} ${purpose}`).sort(),
    polling: requests.polling >= 0,
  };
}

function withoutLatency(observation: OperationObservation): OperationObservation {
  return { ...observation, latencyP95Ms: 0 };
}

describe('the shards of a run with faults, merged', () => {
  let whole: RunRecord;
  let shards: readonly RunRecord[];
  let merged: RunRecord;

  beforeAll(async () => {
    const { contract } = await readInputs(DEFAULT_FILES, false);
    whole = (await runInProcess(flags)).record;
    const records: RunRecord[] = [];
    for (let index = 1; index <= SHARDS; index += 1)
      records.push((await runInProcess({ ...flags, shard: `${index}/${SHARDS}` })).record);
    shards = records;
    merged = mergeRecords([...records].reverse(), { contract, failOn: 'major' });
  }, 240_000);

  it('have something to find, and in more than one shard', () => {
    const rules = new Set(whole.findings.map(({ rule }) => rule));
    expect(rules.size).toBeGreaterThanOrEqual(flags.fault.length);
    expect(shards.filter(({ findings }) => findings.length > 0).length).toBeGreaterThan(1);
    for (const { cases } of shards) expect(cases.length).toBeLessThan(whole.cases.length);
  });

  it('are the whole run again, finding for finding and figure for figure', () => {
    expect(withoutTimes(merged)).toEqual(withoutTimes(whole));
  });

  it('make one finding of what spans operations of several shards', () => {
    const operationsIn = (shard: RunRecord): ReadonlySet<string> =>
      new Set(shard.cases.map(({ operationId }) => operationId));
    const spanning = merged.findings.filter(
      (finding) =>
        shards.filter((shard) => operationsOf(finding).some((each) => operationsIn(shard).has(each))).length > 1,
    );
    expect(spanning).not.toEqual([]);
  });

  it('count the requests of the cases once, and those that derive credentials in each shard that needs them', () => {
    const inCases = (record: RunRecord): number => record.cases.reduce((sum, { requests }) => sum + requests, 0);
    expect(inCases(merged)).toBe(inCases(whole));
    expect(merged.requests.sent).toBe(shards.reduce((sum, { requests }) => sum + requests.sent, 0));
    const setupOf = (record: RunRecord): number => record.requests.sent - inCases(record);
    expect(setupOf(merged)).toBe(shards.reduce((sum, shard) => sum + setupOf(shard), 0));
    for (const shard of shards) {
      expect(setupOf(shard)).toBeGreaterThan(0);
      expect(setupOf(shard)).toBeLessThanOrEqual(setupOf(whole));
    }
  });

  it('are held against a baseline as the whole run is', () => {
    const accepted = whole.findings.filter((_, at) => at % 2 === 0).map(acceptanceOf);
    const options = { baselineFile: 'baseline.json', accepted, today: '2026-11-25', failOn: 'major' } as const;
    const held = applyBaseline(merged, options);
    const { drift, verdict, because, exitCode } = applyBaseline(whole, options);
    expect(held).toMatchObject({ drift, verdict, because, exitCode });
    expect(held.drift?.newFindings.length).toBe(whole.findings.length - accepted.length);
  });
});

function acceptanceOf({
  fingerprint,
  rule,
  severity,
  operationId,
  place,
  cases,
}: RunRecord['findings'][number]): Acceptance {
  const decided = { reason: 'known', owner: 'platform', until: '2026-12-31' };
  return { fingerprint, rule, severity, operationId, place: printPlace(place), probe: cases[0] ?? '', ...decided };
}
