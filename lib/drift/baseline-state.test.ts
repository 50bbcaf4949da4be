import { describe, expect, it } from 'vitest';
import { testCase, testFinding, testRecord } from '../../tests/support/test-record.ts';
import { describeAcceptances } from './baseline-state.ts';
import { testAcceptance } from '../../tests/support/test-acceptance.ts';

const ACCEPTED = [testAcceptance('a'), testAcceptance('b', { until: '2026-11-20' }), testAcceptance('c')];

describe('describeAcceptances', () => {
  it('tells the state by the run, the days left and what has expired', () => {
    const record = testRecord({ findings: [testFinding('a')], cases: [testCase('case-b')] });
    const states = describeAcceptances(ACCEPTED, record, '2026-11-25');
    expect(states.map(({ state, daysLeft, isExpired }) => ({ state, daysLeft, isExpired }))).toEqual([
      { state: 'still-there', daysLeft: 67, isExpired: false },
      { state: 'gone', daysLeft: -5, isExpired: true },
      { state: 'not-checked', daysLeft: 67, isExpired: false },
    ]);
  });

  it('tells what has become worse than it was when it was accepted', () => {
    const record = testRecord({ findings: [testFinding('a', { severity: 'critical' })] });
    expect(describeAcceptances([testAcceptance('a')], record, '2026-11-25')).toMatchObject([{ state: 'worse' }]);
  });

  it('knows nothing without a run', () => {
    expect(describeAcceptances(ACCEPTED, undefined, '2026-11-25').map(({ state }) => state)).toEqual([
      'unknown',
      'unknown',
      'unknown',
    ]);
  });
});
