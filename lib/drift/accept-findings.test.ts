import { describe, expect, it } from 'vitest';
import {
  fingerprintFor,
  testAcceptance,
  testFinding,
  testOccurrence,
  testRecord,
} from '../../tests/support/test-record.ts';
import { acceptFindings, type AcceptOptions, selectFindings } from './accept-findings.ts';

function options(changes: Partial<AcceptOptions> = {}): AcceptOptions {
  const given = { reason: 'fixed in the next release', owner: 'orgs', until: '2027-01-31' };
  return { ...given, today: '2026-11-25', evenCritical: false, ...changes };
}

describe('acceptFindings', () => {
  it('accepts a finding on the operations that it is on, with its first case as probe', () => {
    expect(acceptFindings([testFinding('a', { tier: 'anonymous', cases: ['case-a', 'case-b'] })], options())).toEqual([
      { ...testAcceptance('a'), operations: ['getOrg'], tier: 'anonymous' },
    ]);
  });

  it('refuses a critical finding unless somebody insists, and then accepts none of the others', () => {
    const findings = [testFinding('a'), testFinding('b', { severity: 'critical' })];
    expect(() => acceptFindings(findings, options())).toThrow('a critical finding is not accepted in passing');
    expect(acceptFindings(findings, options({ evenCritical: true }))).toHaveLength(2);
  });

  it.each(['2026-11-25', '2027-11-25'])('takes %s as the last day', (until) => {
    expect(acceptFindings([testFinding('a')], options({ until }))[0]?.until).toBe(until);
  });

  it.each([
    ['2026-11-24', 'has passed already'],
    ['2027-11-26', 'more than a year ahead'],
    ['2027-02-30', 'takes a date'],
    ['next week', 'takes a date'],
    ['2027-1-1', 'takes a date'],
  ])('refuses %s: it %s', (until, problem) => {
    expect(() => acceptFindings([testFinding('a')], options({ until }))).toThrow(problem);
  });

  it.each(['reason', 'owner'] as const)('refuses an empty %s', (name) => {
    expect(() => acceptFindings([testFinding('a')], options({ [name]: '  ' }))).toThrow(`--${name} is empty`);
  });
});

describe('selectFindings', () => {
  const one = testFinding('one', { fingerprint: 'abcdef0123456789' });
  const two = testFinding('two', { fingerprint: 'abcdef9876543210' });
  const record = testRecord({ findings: [one, two] });

  it('takes a beginning that only one finding has, in either case, and each finding once', () => {
    expect(selectFindings(record, ['ABCDEF0', 'abcdef0123456789'])).toEqual([one]);
  });

  it('takes the fingerprint of an occurrence for that of its finding', () => {
    const occurrences = [testOccurrence('x'), testOccurrence('y')];
    const finding = testFinding('one', { occurrences });
    expect(selectFindings(testRecord({ findings: [finding] }), [fingerprintFor('y')])).toEqual([finding]);
  });

  it.each([
    ['abcdef', 'names 2 findings'],
    ['abcde', 'is no fingerprint'],
    ['getOrg', 'is no fingerprint'],
    ['000000', 'has no finding 000000'],
  ])('refuses %s: it %s', (name, problem) => {
    expect(() => selectFindings(record, [name])).toThrow(problem);
  });
});
