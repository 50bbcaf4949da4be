import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fingerprintFor, testAcceptance, testCase, testFinding, testRecord } from '../../tests/support/test-record.ts';
import { applyBaseline } from './apply-baseline.ts';
import { compareStanding, compareVerdict, readStanding, type Standing, writeStanding } from './standing.ts';
import { standingFileOf } from './target-files.ts';

const DRIFT = { verdict: 'drift', exitCode: 1 } as const;

/** A run that judged the probes of a, b and c, and found what is named. */
function runWith(...names: readonly string[]): ReturnType<typeof testRecord> {
  const cases = ['a', 'b', 'c'].map((name) => testCase(`case-${name}`, names.includes(name) ? 'failed' : 'passed'));
  return testRecord({ ...DRIFT, findings: names.map((name) => testFinding(name)), cases });
}

function standingWith(...names: readonly string[]): Standing {
  return compareStanding(undefined, runWith(...names)).after;
}

describe('compareStanding', () => {
  it('tells what is new and what is gone', () => {
    const change = compareStanding(standingWith('a', 'b'), runWith('b', 'c'));
    expect(change.newFindings.map(({ fingerprint }) => fingerprint)).toEqual([fingerprintFor('c')]);
    expect(change.gone.map(({ fingerprint }) => fingerprint)).toEqual([fingerprintFor('a')]);
    expect(change).toMatchObject({ isNews: true, verdictBefore: 'drift', after: standingWith('b', 'c') });
  });

  it('tells nothing where all is as it was', () => {
    expect(compareStanding(standingWith('a'), runWith('a'))).toMatchObject({
      newFindings: [],
      gone: [],
      isNews: false,
    });
  });

  it('keeps open what was not judged again', () => {
    const narrow = testRecord({ ...DRIFT, findings: [testFinding('b')], cases: [testCase('case-b', 'failed')] });
    const change = compareStanding(standingWith('a', 'b'), narrow);
    expect(change).toMatchObject({ gone: [], isNews: false, after: standingWith('a', 'b') });
  });

  it('tells nothing of what has been accepted, neither as new nor as gone', () => {
    const options = { baselineFile: 'b.json', today: '2026-11-25', failOn: 'major' } as const;
    const held = applyBaseline(runWith('a', 'b'), { ...options, accepted: [testAcceptance('a')] });
    const change = compareStanding(standingWith('a', 'b'), held);
    expect(change).toMatchObject({ newFindings: [], gone: [], isNews: false, after: standingWith('b') });
  });

  it('tells that the verdict is another', () => {
    const conforming = testRecord({ verdict: 'conforms', cases: [testCase('case-z')] });
    expect(compareStanding(standingWith('a'), conforming)).toMatchObject({ gone: [], isNews: true });
  });

  it('tells nothing of a first run that conforms, and everything of one that does not', () => {
    expect(compareStanding(undefined, testRecord({ verdict: 'conforms' })).isNews).toBe(false);
    expect(compareStanding(undefined, runWith('a', 'b'))).toMatchObject({ isNews: true, gone: [] });
  });
});

describe('compareVerdict', () => {
  it('tells once that there was no record, and loses no finding over it', () => {
    const ended = { runId: 'later', verdict: 'could-not-judge' } as const;
    const first = compareVerdict(standingWith('a'), ended);
    expect(first).toMatchObject({ isNews: true, after: { open: standingWith('a').open, ...ended } });
    expect(compareVerdict(first.after, ended).isNews).toBe(false);
  });
});

describe('the standing file', () => {
  const reports = mkdtempSync(join(tmpdir(), 'standing-'));
  const kind = { target: 'staging', profile: 'smoke', selection: [] };

  it('gives back what was written, and nothing where it is torn or missing', () => {
    const file = standingFileOf(reports, kind);
    expect(readStanding(file)).toBeUndefined();
    writeStanding(file, standingWith('a', 'b'));
    expect(readStanding(file)).toEqual(standingWith('a', 'b'));
    writeFileSync(file, '{"schemaVersion":1,');
    expect(readStanding(file)).toBeUndefined();
    rmSync(reports, { recursive: true });
  });

  it('is another one for runs that look at something else', () => {
    const files = [
      kind,
      { ...kind, profile: 'gate' },
      { ...kind, selection: ['getOrg'] },
      { ...kind, selection: ['getMe'] },
    ].map((each) => standingFileOf(reports, each));
    expect(new Set(files).size).toBe(4);
  });
});
