import { describe, expect, it } from 'vitest';
import type { MatrixCell } from '../findings/run-record.ts';
import { testCase, testFinding } from '../../tests/support/test-record.ts';
import { followCauses } from './follow-causes.ts';

const NOBODY = 'getOrg/tier-matrix/anonymous';
const HOLE = testFinding('a', {
  rule: 'auth.anonymous-accepted',
  place: { kind: 'access' },
  tier: 'anonymous',
  cases: [NOBODY],
});
const FOLLOWER = testCase('f', 'failed', { reason: 'it follows', followsFrom: NOBODY });

function cellOf(caseId: string): MatrixCell {
  return {
    operationId: 'getOrg',
    tier: 'org-key',
    expected: 'refused',
    access: 'accepted',
    observed: 'accepted 200',
    verdict: 'drift',
    caseId,
  };
}

describe('followCauses', () => {
  it('names the finding of the case that a case and its cell follow from', () => {
    const outcomes = {
      cases: [testCase('own', 'failed', { findings: ['x'] }), FOLLOWER],
      cells: [cellOf('own'), cellOf('f')],
    };
    const { fingerprint } = HOLE;
    expect(followCauses(outcomes, [testFinding('b', { cases: ['other'] }), HOLE])).toEqual({
      cases: [outcomes.cases[0], { ...FOLLOWER, findings: [fingerprint], reason: `follows from ${fingerprint}` }],
      cells: [cellOf('own'), { ...cellOf('f'), followsFrom: fingerprint }],
    });
  });

  it.each([
    ['of another case', { cases: ['getOrg/tier-matrix/garbage-bearer'] }],
    ['about how the refusal looks', { rule: 'auth.refusal-status' } as const],
    ['about a look at the effect', { place: { kind: 'status-of-case', variant: 'revoked' } } as const],
  ])('names no finding %s', (_, changes) => {
    const outcomes = { cases: [FOLLOWER], cells: [cellOf('f')] };
    expect(followCauses(outcomes, [{ ...HOLE, ...changes }])).toEqual(outcomes);
  });
});
