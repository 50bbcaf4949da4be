import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testAcceptance, testFinding, testObservation, testRecord, testRun } from '../../tests/support/test-record.ts';
import { applyBaseline } from './apply-baseline.ts';
import { addTrend, appendHistory, readHistory, toHistoryLine } from './history.ts';
import { historyFileOf } from './target-files.ts';

const RECORD = testRecord({
  findings: [testFinding('a', { severity: 'critical' }), testFinding('b'), testFinding('c')],
  gaps: [{ rule: 'gap.status-untested', reason: 'the declared 503 was not seen' }],
  operations: [
    testObservation('getOrg', { latencyP95Ms: 40 }),
    testObservation('createOrg', { requests: 0, latencyP95Ms: 0 }),
  ],
});

function lines(count: number): ReturnType<typeof toHistoryLine>[] {
  return Array.from({ length: count }, (_, index) =>
    toHistoryLine(testRecord({ run: testRun({ id: `run-${index}` }) })),
  );
}

describe('toHistoryLine', () => {
  it('holds the figures of a run, and latency only of what was called', () => {
    expect(toHistoryLine(RECORD)).toEqual({
      runId: '20261125T020000-0a1b2c3d',
      startedAt: '2026-11-25T02:00:00.000Z',
      verdict: 'drift',
      contractHash: '5f'.repeat(32),
      findings: { critical: 1, major: 2, minor: 0, info: 0 },
      newFindings: 3,
      gaps: 1,
      requests: 0,
      durationMs: 1000,
      latencyP95Ms: { getOrg: 40 },
    });
  });

  it('counts as new what the baseline does not hold', () => {
    const options = {
      baselineFile: 'b.json',
      accepted: [testAcceptance('b')],
      today: '2026-11-25',
      failOn: 'major',
    } as const;
    expect(toHistoryLine(applyBaseline(RECORD, options)).newFindings).toBe(2);
  });
});

describe('addTrend', () => {
  it('puts the run last and keeps no more than the limit', () => {
    const trend = addTrend(RECORD, lines(5), 3).trend ?? [];
    expect(trend.map(({ runId }) => runId)).toEqual(['run-3', 'run-4', RECORD.run.id]);
  });

  it('does not count the run twice when it is in the history already', () => {
    expect(addTrend(RECORD, [toHistoryLine(RECORD)]).trend).toEqual([toHistoryLine(RECORD)]);
  });
});

describe('the history file', () => {
  let reports: string;
  beforeEach(() => {
    reports = mkdtempSync(join(tmpdir(), 'history-'));
  });
  afterEach(() => {
    rmSync(reports, { recursive: true });
  });

  it('gives the last lines, the oldest first', () => {
    const file = historyFileOf(reports, 'staging');
    for (const line of lines(4)) appendHistory(file, line);
    expect(readHistory(file, 2).map(({ runId }) => runId)).toEqual(['run-2', 'run-3']);
    expect(readHistory(file, 0)).toEqual([]);
  });

  it('is empty where there is no file', () => {
    expect(readHistory(historyFileOf(reports, 'staging'), 5)).toEqual([]);
  });

  it('skips a torn line and loses no other to it', () => {
    const file = historyFileOf(reports, 'staging');
    const [first, second] = lines(2);
    if (first === undefined || second === undefined) throw new Error('two lines were made');
    appendHistory(file, first);
    appendFileSync(file, '{"runId":"torn');
    appendHistory(file, second);
    appendFileSync(file, '{"runId":"of another form"}\n');
    expect(readHistory(file, 9)).toEqual([first, second]);
  });
});
