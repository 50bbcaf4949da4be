import { describe, expect, it } from 'vitest';
import type { MatrixCell } from '../findings/run-record.ts';
import { testCase, testFinding } from '../../tests/support/test-record.ts';
import { followCauses } from './follow-causes.ts';
import { FOLLOWS } from './judge-case.ts';

const check = 'credential-is-refused';
const GARBAGE = testFinding('a', { check, place: 'access', tier: 'garbage-bearer' });
const FOLLOWER = testCase('f', 'failed', { reason: FOLLOWS });

function cellOf(caseId: string): MatrixCell {
  return {
    operationId: 'getOrg',
    tier: 'org-key',
    expected: 'refused',
    observed: 'accepted 200',
    verdict: 'drift',
    caseId,
  };
}

describe('followCauses', () => {
  it('names the finding that a case and its cell follow from', () => {
    const outcomes = {
      cases: [testCase('own', 'failed', { findings: ['x'] }), FOLLOWER],
      cells: [cellOf('own'), cellOf('f')],
    };
    const { fingerprint } = GARBAGE;
    expect(followCauses(outcomes, [GARBAGE])).toEqual({
      cases: [outcomes.cases[0], { ...FOLLOWER, findings: [fingerprint], reason: `follows from ${fingerprint}` }],
      cells: [cellOf('own'), { ...cellOf('f'), followsFrom: fingerprint }],
    });
  });

  it('takes the wider of two holes', () => {
    const anonymous = testFinding('b', { check, place: 'access', tier: 'anonymous' });
    for (const findings of [
      [GARBAGE, anonymous],
      [anonymous, GARBAGE],
    ])
      expect(followCauses({ cases: [FOLLOWER], cells: [] }, findings).cases[0]?.findings).toEqual([
        anonymous.fingerprint,
      ]);
  });

  it('names nobody who came by the same other address before a hole in front', () => {
    const cases = ['getOrg/ways-around/door-mirror-anonymous'];
    const door = testFinding('d', { check, place: 'access, door-mirror-anonymous', tier: 'anonymous', cases });
    const byKey = testCase('getOrg/ways-around/door-mirror-org-key', 'failed', { reason: FOLLOWS, tier: 'org-key' });
    expect(followCauses({ cases: [byKey], cells: [] }, [GARBAGE, door]).cases[0]?.findings).toEqual([door.fingerprint]);
  });

  it.each([
    ['of another operation', { operationId: 'listOrgs' }],
    ['about a caller with a credential of its own', { tier: 'org-key' }],
    ['about one way to be wrong', { place: 'access, expired' }],
    ['of another check', { check: 'status-is-declared' }],
  ])('names no finding %s', (_, changes) => {
    const outcomes = { cases: [FOLLOWER], cells: [cellOf('f')] };
    expect(followCauses(outcomes, [{ ...GARBAGE, ...changes }])).toEqual(outcomes);
  });
});
