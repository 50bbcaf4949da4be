import { describe, expect, it } from 'vitest';
import { decideVerdict, type DecisionParts } from './decide-verdict.ts';
import { testCase, testFinding } from '../../tests/support/test-record.ts';

const PARTS: DecisionParts = {
  findings: [],
  gaps: [],
  cases: [testCase('a'), testCase('b', 'skipped')],
  leftovers: [],
  failOn: 'major',
  interrupted: false,
  problems: [],
};

describe('the reason of a verdict', () => {
  it('says how much was judged, of how much, and how much was not verified', () => {
    const gaps = [{ rule: 'gap.status-untested', reason: 'no way to bring it about' }] as const;
    expect(decideVerdict({ ...PARTS, gaps })).toEqual({
      verdict: 'conforms',
      exitCode: 0,
      because: 'no drift at or above major (1 of 2 checks); 1 thing not verified',
    });
  });

  it('counts apart what other cases stand for', () => {
    const cases = [...PARTS.cases, testCase('c', 'covered')];
    expect(decideVerdict({ ...PARTS, cases }).because).toBe(
      'no drift at or above major (1 of 2 checks, which cover 1 more)',
    );
  });

  it('names the worst of what does not fail the run', () => {
    const findings = [testFinding('a', { severity: 'critical' }), testFinding('b', { severity: 'minor' })];
    expect(decideVerdict({ ...PARTS, findings, failOn: 'never' }).because).toContain(
      '2 findings that do not fail it, the worst critical',
    );
  });

  it('says beside what was left behind what was found', () => {
    const leftovers = [{ kind: 'org', name: 'a', removal: 'curl' }];
    const decision = decideVerdict({ ...PARTS, leftovers, findings: [testFinding('a')] });
    expect(decision).toMatchObject({ verdict: 'left-behind', exitCode: 4 });
    expect(decision.because).toBe(
      '1 thing that the run made could not be removed; besides, 1 finding at or above major',
    );
  });
});
