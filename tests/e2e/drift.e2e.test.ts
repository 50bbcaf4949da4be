import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createProgram } from '../../lib/cli/create-program.ts';
import { baselineCommand } from '../../lib/cli/commands/baseline.ts';
import { renderComparison } from '../../lib/cli/commands/diff.ts';
import { today } from '../../lib/cli/reports-folder.ts';
import { applyBaseline } from '../../lib/drift/apply-baseline.ts';
import { readBaseline } from '../../lib/drift/baseline.ts';
import { baselineFileOf } from '../../lib/drift/target-files.ts';
import { compareRuns } from '../../lib/drift/compare-runs.ts';
import { occurrencesOf } from '../../lib/findings/merge-into-causes.ts';
import type { RunRecord } from '../../lib/findings/run-record.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { TWELVE_FAULTS, TWELVE_OPERATIONS, TWELVE_RULES } from '../support/twelve-faults.ts';

const FAMILIES = ['conformance', 'tier-matrix'];
const FIXED = 'returns-tier-as-text';

async function run(changes: Parameters<typeof runInProcess>[0] = {}): Promise<RunRecord> {
  const { record, internalErrors } = await runInProcess({
    fault: TWELVE_FAULTS,
    only: TWELVE_OPERATIONS,
    family: FAMILIES,
    ...changes,
  });
  expect(internalErrors).toEqual([]);
  return record;
}

function namesOf({ findings }: RunRecord): readonly string[] {
  return findings.map(({ fingerprint }) => fingerprint).sort();
}

describe('twelve faults', () => {
  const reports = mkdtempSync(join(tmpdir(), 'conform-drift-'));
  const file = baselineFileOf(reports, 'embedded');
  let twelve: RunRecord;
  let eleven: RunRecord;

  beforeAll(async () => {
    twelve = await run();
    eleven = await run({ fault: TWELVE_FAULTS.filter((fault) => fault !== FIXED), seed: '1' });
    mkdirSync(join(reports, twelve.run.id));
    writeFileSync(join(reports, twelve.run.id, 'run.json'), JSON.stringify(twelve));
  }, 180_000);
  afterAll(() => rmSync(reports, { recursive: true }));

  /** `conform baseline`, on the run that is there. */
  async function baseline(...argv: readonly string[]): Promise<void> {
    const silent = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      const given = ['--run', twelve.run.id, '--reports', reports];
      await createProgram([baselineCommand], '0.0.0').parseAsync(['baseline', ...argv, ...given], { from: 'user' });
    } finally {
      silent.mockRestore();
    }
  }

  const accept = (...what: readonly string[]): Promise<void> =>
    baseline('accept', ...what, '--even-critical', '--reason', 'known', '--owner', 'orgs', '--until', today());

  /** As a run holds itself against the file. */
  function hold(record: RunRecord, day = today()): RunRecord {
    const { acceptances } = readBaseline(file, record.run.target.name);
    return applyBaseline(record, { baselineFile: file, accepted: acceptances, today: day, failOn: 'major' });
  }

  it('are twelve findings of twelve causes, by the rules that they name', () => {
    expect(twelve.findings.map(({ rule }) => rule).sort()).toEqual(TWELVE_RULES);
    expect(twelve.findings).toHaveLength(12);
    expect(hold(twelve)).toMatchObject({ exitCode: 1, because: '12 new findings at or above major' });
  });

  it('are nine new ones when three have been accepted', async () => {
    await accept(...namesOf(twelve).slice(0, 3));
    const held = hold(twelve);
    expect(held.exitCode).toBe(1);
    expect(held.drift?.newFindings).toHaveLength(9);
    expect(held.drift?.stillThere).toHaveLength(3);
  });

  it('fail nothing when all have been accepted, until one has expired', async () => {
    await accept('--all-new');
    expect(hold(twelve)).toMatchObject({ exitCode: 0, verdict: 'conforms', drift: { newFindings: [] } });
    const text = readFileSync(file, 'utf8');
    const [first] = readBaseline(file, 'embedded').acceptances;
    // The first in the file is the only one that ends a year earlier.
    const yesterday = `${Number(today().slice(0, 4)) - 1}${today().slice(4)}`;
    writeFileSync(file, text.replace(`"until": "${today()}"`, `"until": "${yesterday}"`));
    const held = hold(twelve);
    expect(held.exitCode).toBe(1);
    expect(held.drift?.newFindings).toEqual([first?.fingerprint]);
    expect(held.drift?.expired.map(({ fingerprint }) => fingerprint)).toEqual([first?.fingerprint]);
    writeFileSync(file, text);
  });

  it('are eleven, and one is gone, when a fault is switched off', () => {
    const { exitCode, drift } = hold(eleven);
    expect(exitCode).toBe(0);
    expect(drift?.gone).toMatchObject([{ rule: 'body.type', operationId: 'tenantGetWorkspace' }]);
    expect(drift?.notChecked).toEqual([]);
    const comparison = compareRuns(twelve, eleven);
    expect(comparison.gone).toMatchObject([{ rule: 'body.type' }]);
    expect(comparison.stillThere.length + comparison.changed.length).toBe(11);
    expect(renderComparison(comparison)).toContain('0 new, 1 gone, 11 still there (0 changed), 0 not checked');
    expect(renderComparison(compareRuns(eleven, twelve))).toContain('1 new, 0 gone, 11 still there');
  });

  it('are not called gone by a run that did not probe them', async () => {
    const other = await run({ only: ['tenantGetBillingMode'] });
    const { drift } = hold(other);
    expect(drift?.gone).toEqual([]);
    expect(drift?.stillThere).toHaveLength(1);
    expect(drift?.notChecked).toHaveLength(11);
  });

  it('are the same twelve with every seed, port and order, and cells agree with cases', async () => {
    const wanted = namesOf(twelve);
    for (let round = 2; round <= 9; round += 1) {
      const rotate = (names: readonly string[]): readonly string[] => [...names.slice(round), ...names.slice(0, round)];
      const record = await run({
        seed: `seed ${round}`,
        concurrency: String((round % 4) + 1),
        fault: rotate(TWELVE_FAULTS),
        only: rotate(TWELVE_OPERATIONS),
      });
      expect(namesOf(record)).toEqual(wanted);
      expect(record.run.target.cpBaseUrl).not.toBe(twelve.run.target.cpBaseUrl);
      expectConsistent(record);
    }
    expectConsistent(twelve);
  }, 480_000);
});

/** A cell that drifts has a case that failed, which names its finding; none says that somebody got in who should not, and that it is fine. */
function expectConsistent({ matrix, cases, findings }: RunRecord): void {
  const states = new Map(cases.map((outcome) => [outcome.id, outcome]));
  const known = new Set(occurrencesOf(findings).map(({ fingerprint }) => fingerprint));
  const drifting = matrix.filter(({ verdict }) => verdict === 'drift');
  expect(drifting.length).toBeGreaterThan(2);
  for (const { caseId, followsFrom } of drifting) {
    const outcome = states.get(caseId);
    expect(outcome?.state).toBe('failed');
    expect(outcome?.findings.every((fingerprint) => known.has(fingerprint))).toBe(true);
    expect(outcome?.findings.length).toBeGreaterThan(0);
    if (followsFrom !== undefined) expect(outcome?.findings).toEqual([followsFrom]);
  }
  expect(drifting.filter(({ followsFrom }) => followsFrom !== undefined).length).toBeGreaterThan(0);
  const contradicting = matrix.filter(
    ({ verdict, expected, observed }) =>
      verdict === 'as-expected' && expected === 'refused' && observed.startsWith('accepted '),
  );
  expect(contradicting).toEqual([]);
  // The route is not there: nobody was let in, and nobody was refused.
  const absent = matrix.filter(({ operationId }) => operationId === 'exportOrg');
  expect(absent.length).toBeGreaterThan(10);
  expect(absent.filter(({ verdict }) => verdict !== 'could-not-tell')).toEqual([]);
}
