import { describe, expect, it } from 'vitest';
import { groupFindings } from './group-findings.ts';
import { fingerprintFor, testFinding } from '../../tests/support/test-record.ts';

function open(name: string, operationId: string, tier: string): ReturnType<typeof testFinding> {
  return testFinding(name, {
    rule: 'auth.anonymous-accepted',
    severity: 'critical',
    operationId,
    path: `/${operationId}`,
    tier,
    place: { kind: 'access' },
    expected: `a refusal from ${operationId}`,
    seen: `accepted with 200 at /${operationId}`,
  });
}

describe('groupFindings', () => {
  it('makes one group of what shows on many operations and tiers in the same words', () => {
    const findings = [
      open('a', 'getOrg', 'anonymous'),
      open('b', 'listOrgs', 'anonymous'),
      open('c', 'getOrg', 'org-key'),
    ];
    expect(groupFindings(findings)).toEqual([
      {
        id: fingerprintFor('a'),
        title: 'A protected operation answers without a credential (access)',
        rule: 'auth.anonymous-accepted',
        severity: 'critical',
        count: 3,
        operations: ['getOrg', 'listOrgs'],
        tiers: ['anonymous', 'org-key'],
        members: ['a', 'c', 'b'].map(fingerprintFor),
        first: findings[0],
      },
    ]);
  });

  it('takes out the operation through which an effect was seen', () => {
    const effect = (name: string, seenIn: string): ReturnType<typeof testFinding> =>
      testFinding(name, { place: { kind: 'status', seenIn }, expected: 'nothing', operationId: `op-${name}` });
    expect(groupFindings([effect('a', 'getOrg'), effect('b', 'getWorkspace')])).toHaveLength(1);
  });

  it.each([
    ['rule', { rule: 'body.type' }],
    ['check', { check: 'other' }],
    ['place', { place: { kind: 'body', pointer: '/other' } }],
    ['expectation', { expected: 'other' }],
    ['observation', { seen: 'it is null' }],
  ] as const)('keeps findings apart whose %s differs', (_, changes) => {
    expect(
      groupFindings([testFinding('a'), testFinding('a', { fingerprint: '0'.repeat(16), ...changes })]),
    ).toHaveLength(2);
  });

  it('weighs a group by its worst member, and puts the worst first and then the largest', () => {
    const same = { place: { kind: 'body' }, expected: 'x' } as const;
    const findings = [
      testFinding('a', { severity: 'minor', expected: 'alone' }),
      testFinding('b', { severity: 'minor', ...same }),
      testFinding('c', { severity: 'major', ...same }),
      testFinding('d', { severity: 'minor', expected: 'many' }),
      testFinding('e', { severity: 'minor', expected: 'many', place: { kind: 'body', pointer: '/d' } }),
    ];
    const groups = groupFindings(findings);
    expect(groups.map(({ severity, count }) => [severity, count])).toEqual([
      ['major', 2],
      ['minor', 2],
      ['minor', 1],
    ]);
    expect(groupFindings([...findings].reverse())).toEqual(groups);
  });

  it('loses no finding', () => {
    const findings = ['a', 'b', 'c'].map((name) => testFinding(name));
    const members = groupFindings(findings).flatMap((group) => group.members);
    expect([...members].sort()).toEqual(findings.map(({ fingerprint }) => fingerprint).sort());
  });
});
