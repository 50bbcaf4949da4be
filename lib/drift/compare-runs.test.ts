import { describe, expect, it } from 'vitest';
import type { Gap, Occurrence } from '../findings/finding.ts';
import type { CaseOutcome } from '../findings/run-record.ts';
import {
  fingerprintFor,
  testCase,
  testFinding,
  testObservation,
  testOccurrence,
  testRecord,
} from '../../tests/support/test-record.ts';
import { compareRuns } from './compare-runs.ts';

describe('compareRuns', () => {
  it('tells gone from not checked by the probe in the later run', () => {
    const earlier = testRecord({ findings: ['a', 'b', 'c', 'd'].map((name) => testFinding(name)) });
    const cases = [testCase('case-a', 'failed'), testCase('case-b', 'passed'), testCase('case-c', 'inconclusive')];
    const later = testRecord({ findings: [testFinding('a')], cases });
    const { stillThere, gone, notChecked, newFindings, changed } = compareRuns(earlier, later);
    expect(stillThere).toEqual([testFinding('a')]);
    expect(gone).toEqual([testFinding('b')]);
    expect(notChecked).toEqual([testFinding('c'), testFinding('d')]);
    expect({ newFindings, changed }).toEqual({ newFindings: [], changed: [] });
  });

  it('names new findings, and those that the earlier run could not have seen', () => {
    const earlier = testRecord({ cases: [testCase('case-a')] });
    const later = testRecord({ findings: [testFinding('a'), testFinding('b')] });
    const comparison = compareRuns(earlier, later);
    expect(comparison.newFindings).toEqual(later.findings);
    expect(comparison.firstLooks).toEqual([fingerprintFor('b')]);
  });

  it('says what changed of a finding that is still there', () => {
    const before = testFinding('a');
    const after = testFinding('a', { severity: 'minor', seen: 'it is null', cases: ['case-a', 'case-b'] });
    const { changed, stillThere } = compareRuns(testRecord({ findings: [before] }), testRecord({ findings: [after] }));
    expect(changed).toEqual([
      { earlier: before, later: after, changes: ['severity', 'seen', 'number of cases'], joined: [], left: [] },
    ]);
    expect(stillThere).toEqual([]);
  });

  it('names operations that joined a finding, and those that left it where they were probed again', () => {
    const on = (name: string, operationId: string): Occurrence => testOccurrence(name, { operationId });
    const before = testFinding('a', { occurrences: [on('a', 'getOrg'), on('b', 'listOrgs'), on('c', 'createOrg')] });
    const after = testFinding('a', { occurrences: [on('a', 'getOrg'), on('d', 'deleteOrg')] });
    const cases = [testCase('case-a', 'failed'), testCase('case-b', 'passed'), testCase('case-d', 'failed')];
    const { changed, newFindings } = compareRuns(
      testRecord({ findings: [before] }),
      testRecord({ findings: [after], cases }),
    );
    expect(changed).toMatchObject([{ changes: ['operations'], joined: ['deleteOrg'], left: ['listOrgs'] }]);
    expect(newFindings).toEqual([]);
  });

  it('calls a finding gone only where the probes of all its operations were judged again', () => {
    const finding = testFinding('a', { occurrences: [testOccurrence('a'), testOccurrence('b')] });
    const compare = (cases: readonly CaseOutcome[]): ReturnType<typeof compareRuns> =>
      compareRuns(testRecord({ findings: [finding] }), testRecord({ cases }));
    expect(compare([testCase('case-a')])).toMatchObject({ gone: [], notChecked: [finding] });
    expect(compare([testCase('case-a'), testCase('case-b')])).toMatchObject({ gone: [finding], notChecked: [] });
  });

  it('does not call the finding of an operation gone that vanished from the contract', () => {
    const earlier = testRecord({
      findings: [testFinding('a')],
      operations: [testObservation('getOrg'), testObservation('old')],
    });
    const later = testRecord({ operations: [testObservation('getOrg'), testObservation('fresh')] });
    const comparison = compareRuns(earlier, later);
    expect(comparison.operationsAdded).toEqual(['fresh']);
    expect(comparison.operationsVanished).toEqual(['old']);
    expect(comparison.notChecked).toEqual([testFinding('a')]);
  });

  it.each([
    { earlierMs: 60, laterMs: 161, isSlower: true },
    { earlierMs: 60, laterMs: 160, isSlower: false },
    { earlierMs: 100, laterMs: 201, isSlower: true },
    { earlierMs: 200, laterMs: 400, isSlower: false },
    { earlierMs: 1, laterMs: 90, isSlower: false },
    { earlierMs: 1, laterMs: 102, isSlower: true },
  ])('flags $earlierMs ms becoming $laterMs ms: $isSlower', ({ earlierMs, laterMs, isSlower }) => {
    const record = (latencyP95Ms: number): ReturnType<typeof testRecord> =>
      testRecord({ operations: [testObservation('getOrg', { latencyP95Ms })] });
    const { latency } = compareRuns(record(earlierMs), record(laterMs));
    expect(latency).toMatchObject([{ operationId: 'getOrg', earlierMs, laterMs, isSlower }]);
  });

  it.each([
    ['did not call', { requests: 0 }],
    ['never called with success', { latencyP95Ms: 0 }],
  ])('compares no latency of an operation that one run %s', (_, changes) => {
    const called = testRecord({ operations: [testObservation('getOrg', { latencyP95Ms: 5 })] });
    const uncalled = testRecord({ operations: [testObservation('getOrg', changes)] });
    expect(compareRuns(uncalled, called).latency).toEqual([]);
    expect(compareRuns(called, uncalled).latency).toEqual([]);
  });

  it('shows gaps and coverage of both', () => {
    const gap = (reason: string): Gap => ({ rule: 'gap.status-untested', reason });
    const none = testRecord().coverage;
    const earlier = testRecord({ gaps: [gap('a'), gap('b')] });
    const later = testRecord({ gaps: [gap('b'), gap('c')], coverage: { ...none, members: { done: 3, of: 9 } } });
    const { gapsOpened, gapsClosed, coverage } = compareRuns(earlier, later);
    expect(gapsOpened).toEqual([gap('c')]);
    expect(gapsClosed).toEqual([gap('a')]);
    expect(coverage.members).toEqual({ earlier: { done: 0, of: 0 }, later: { done: 3, of: 9 } });
  });
});
