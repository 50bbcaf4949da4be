import { describe, expect, it } from 'vitest';
import type { Occurrence } from '../findings/finding.ts';
import { driftStateOf } from '../reporters/describe-record.ts';
import type { Acceptance, RunRecord } from '../findings/run-record.ts';
import {
  fingerprintFor,
  testAcceptance,
  testCase,
  testFinding,
  testOccurrence,
  testRecord,
} from '../../tests/support/test-record.ts';
import { applyBaseline, type BaselineOptions, listAcceptanceStates } from './apply-baseline.ts';

const NAMES = 'abcdefghijkl'.split('');
const TWELVE = testRecord({ findings: NAMES.map((name) => testFinding(name)) });

function options(changes: Partial<BaselineOptions> = {}): BaselineOptions {
  return {
    baselineFile: 'reports/baseline/staging.json',
    accepted: [],
    today: '2026-11-25',
    failOn: 'major',
    ...changes,
  };
}

const THREE = ['a', 'b', 'c'].map((name) => testAcceptance(name));

describe('applyBaseline', () => {
  it('counts what is not accepted as new', () => {
    const { drift, verdict, exitCode, because } = applyBaseline(TWELVE, options({ accepted: THREE }));
    expect(drift?.newFindings).toEqual(NAMES.slice(3).map(fingerprintFor));
    expect(drift?.stillThere).toEqual(THREE);
    expect({ verdict, exitCode }).toEqual({ verdict: 'drift', exitCode: 1 });
    expect(because).toBe('9 new findings at or above major; 3 accepted and still there');
  });

  it('conforms where all that is found has been accepted', () => {
    const accepted = NAMES.map((name) => testAcceptance(name));
    const { drift, verdict, exitCode, because } = applyBaseline(TWELVE, options({ accepted }));
    expect(drift?.newFindings).toEqual([]);
    expect({ verdict, exitCode }).toEqual({ verdict: 'conforms', exitCode: 0 });
    expect(because).toBe('no new drift at or above major (13 checks); 12 accepted and still there');
  });

  it('counts a finding as new when its acceptance has expired, and not on the last day', () => {
    const [first, ...others] = THREE.map((acceptance) => ({ ...acceptance, until: '2026-11-24' }));
    const lastDay = others.map((acceptance) => ({ ...acceptance, until: '2026-11-25' }));
    const { drift } = applyBaseline(
      TWELVE,
      options({ accepted: [first, ...lastDay].filter((each) => each !== undefined) }),
    );
    expect(drift?.expired).toEqual([first]);
    expect(drift?.newFindings).toContain(first?.fingerprint);
    expect(drift?.stillThere).toEqual(lastDay);
  });

  it('counts a finding as new when it has become worse than what was accepted, and not when it is milder', () => {
    const findings = [testFinding('a', { severity: 'critical' }), testFinding('b', { severity: 'minor' })];
    const accepted = [testAcceptance('a'), testAcceptance('b')];
    const { drift, exitCode, because } = applyBaseline(testRecord({ findings }), options({ accepted }));
    expect(drift).toMatchObject({
      newFindings: [fingerprintFor('a')],
      worse: [accepted[0]],
      stillThere: [accepted[1]],
      expired: [],
    });
    expect({ exitCode, because }).toEqual({
      exitCode: 1,
      because: '1 new finding at or above major; 1 accepted and still there',
    });
  });

  describe('with findings on several operations', () => {
    const on = (name: string, changes: Partial<Occurrence> = {}): Occurrence =>
      testOccurrence(name, { operationId: `${name}Org`, ...changes });
    const finding = testFinding('f', { occurrences: [on('x'), on('y')] });
    const record = testRecord({ findings: [finding] });
    const cause = testAcceptance('f', { operations: ['xOrg', 'yOrg'] });
    const hold = (accepted: readonly Acceptance[], run = record): RunRecord =>
      applyBaseline(run, options({ accepted }));

    it.each([
      ['an acceptance of the finding', [cause]],
      ['acceptances of all its occurrences', [testAcceptance('x'), testAcceptance('y')]],
      ['an acceptance that names no operations', [testAcceptance('f')]],
    ])('knows one by %s', (_, accepted) => {
      const held = hold(accepted);
      expect(held.drift).toMatchObject({ newFindings: [], stillThere: accepted, worse: [] });
      expect(driftStateOf(finding, held)).toBe('unchanged');
      expect(held.because).toContain('; 1 accepted and still there');
    });

    it('counts one as new where nothing of it is accepted', () => {
      const held = hold([]);
      expect(held.drift?.newFindings).toEqual([finding.fingerprint]);
      expect(driftStateOf(finding, held)).toBe('new');
    });

    it('counts one as worse where only some occurrences are accepted', () => {
      const held = hold([testAcceptance('x')]);
      expect(held.drift).toMatchObject({ newFindings: [finding.fingerprint], stillThere: [testAcceptance('x')] });
      expect(driftStateOf(finding, held)).toBe('updated');
    });

    it('counts one as worse where an operation has joined since', () => {
      const grown = testFinding('f', { occurrences: [on('x'), on('y'), on('z')] });
      const held = hold([cause], testRecord({ findings: [grown] }));
      expect(held.drift).toMatchObject({ newFindings: [finding.fingerprint], stillThere: [], worse: [cause] });
      expect(driftStateOf(grown, held)).toBe('updated');
      expect(listAcceptanceStates([cause], held, '2026-11-25')).toMatchObject([{ state: 'worse' }]);
      expect(hold([cause, testAcceptance('z')], testRecord({ findings: [grown] })).drift?.newFindings).toEqual([]);
    });

    it('counts one as worse where an occurrence is graver than what was accepted', () => {
      const graver = testFinding('f', { occurrences: [on('x', { severity: 'critical' }), on('y')] });
      const held = hold([cause], testRecord({ findings: [graver] }));
      expect(held.drift).toMatchObject({ newFindings: [finding.fingerprint], worse: [cause] });
    });

    it('knows one that is left on fewer operations', () => {
      const fewer = testFinding('f', { occurrences: [on('y')] });
      const held = hold([cause], testRecord({ findings: [fewer] }));
      expect(held.drift).toMatchObject({ newFindings: [], stillThere: [cause] });
    });

    it('calls the acceptance of an occurrence gone where its probe is judged and the finding goes on elsewhere', () => {
      const fewer = testRecord({
        findings: [testFinding('f', { occurrences: [on('y')] })],
        cases: [testCase('case-x'), testCase('case-y', 'failed')],
      });
      const held = hold([testAcceptance('x'), testAcceptance('y')], fewer);
      expect(held.drift).toMatchObject({ newFindings: [], gone: [testAcceptance('x')] });
    });
  });

  it.each(['passed', 'failed'] as const)('calls an accepted finding gone when its probe %s without it', (state) => {
    const record = testRecord({ cases: [testCase('case-z', state)] });
    const { drift } = applyBaseline(record, options({ accepted: [testAcceptance('z')] }));
    expect(drift?.gone).toEqual([testAcceptance('z')]);
    expect(drift?.notChecked).toEqual([]);
  });

  it.each(['skipped', 'inconclusive'] as const)('never calls it gone when its probe was %s', (state) => {
    const record = testRecord({ cases: [testCase('case-z', state), testCase('case-fine')] });
    const { drift } = applyBaseline(record, options({ accepted: [testAcceptance('z')] }));
    expect(drift?.gone).toEqual([]);
    expect(drift?.notChecked).toEqual([testAcceptance('z')]);
  });

  it('never calls it gone when the run had no such case', () => {
    const { drift } = applyBaseline(
      testRecord(),
      options({ accepted: [testAcceptance('z', { until: '2026-01-01' })] }),
    );
    expect(drift).toMatchObject({ gone: [], expired: [], notChecked: [{ fingerprint: fingerprintFor('z') }] });
  });

  it('lets new findings below the threshold pass, and says how many', () => {
    const record = testRecord({ findings: [testFinding('a'), testFinding('b', { severity: 'minor' })] });
    const { verdict, because, drift } = applyBaseline(record, options({ accepted: [testAcceptance('a')] }));
    expect(verdict).toBe('conforms');
    expect(drift?.newFindings).toEqual([fingerprintFor('b')]);
    expect(because).toContain('1 finding that does not fail it, the worst minor; 1 accepted and still there');
  });

  it('does not turn green where the accepted drift hid that answers are missing', () => {
    const gaps = [{ rule: 'gap.transport', reason: 'no answer: reset' }] as const;
    const record = testRecord({ findings: [testFinding('a')], gaps });
    const { verdict, exitCode } = applyBaseline(record, options({ accepted: [testAcceptance('a')] }));
    expect({ verdict, exitCode }).toEqual({ verdict: 'could-not-judge', exitCode: 3 });
  });

  it('does not turn green where there are more gaps than allowed', () => {
    const gaps = [{ rule: 'gap.status-untested', reason: 'the declared 503 was not seen' }] as const;
    const record = testRecord({ findings: [testFinding('a')], gaps });
    expect(applyBaseline(record, options({ accepted: [testAcceptance('a')], maxGaps: 0 })).verdict).toBe(
      'could-not-judge',
    );
  });

  it.each(['could-not-judge', 'left-behind', 'interrupted'] as const)('leaves the verdict %s as it is', (verdict) => {
    const record = testRecord({ verdict, exitCode: 4, because: 'said before', findings: [testFinding('a')] });
    const applied = applyBaseline(record, options());
    expect(applied).toMatchObject({ verdict, exitCode: 4, because: 'said before' });
    expect(applied.drift?.newFindings).toEqual([fingerprintFor('a')]);
  });

  it('never fails with never', () => {
    expect(applyBaseline(TWELVE, options({ failOn: 'never' })).verdict).toBe('conforms');
  });

  it('does not change the record it is given', () => {
    const before = JSON.stringify(TWELVE);
    applyBaseline(TWELVE, options({ accepted: THREE }));
    expect(JSON.stringify(TWELVE)).toBe(before);
  });
});

const ACCEPTED = [testAcceptance('a'), testAcceptance('b', { until: '2026-11-20' }), testAcceptance('c')];

describe('listAcceptanceStates', () => {
  it('tells the state by the run, the days left and what has expired', () => {
    const record = testRecord({ findings: [testFinding('a')], cases: [testCase('case-b')] });
    const states = listAcceptanceStates(ACCEPTED, record, '2026-11-25');
    expect(states.map(({ state, daysLeft, isExpired }) => ({ state, daysLeft, isExpired }))).toEqual([
      { state: 'still-there', daysLeft: 67, isExpired: false },
      { state: 'gone', daysLeft: -5, isExpired: true },
      { state: 'not-checked', daysLeft: 67, isExpired: false },
    ]);
  });

  it('tells what has become worse than it was when it was accepted', () => {
    const record = testRecord({ findings: [testFinding('a', { severity: 'critical' })] });
    expect(listAcceptanceStates([testAcceptance('a')], record, '2026-11-25')).toMatchObject([{ state: 'worse' }]);
  });

  it('knows nothing without a run', () => {
    expect(listAcceptanceStates(ACCEPTED, undefined, '2026-11-25').map(({ state }) => state)).toEqual([
      'unknown',
      'unknown',
      'unknown',
    ]);
  });
});
