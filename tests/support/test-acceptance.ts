import { testFinding } from './test-record.ts';
import type { Acceptance } from '../../lib/findings/run-record.ts';

/** The acceptance of the finding that `testFinding` makes of the same name. */
export function testAcceptance(name: string, changes: Partial<Acceptance> = {}): Acceptance {
  const { fingerprint, rule, severity, operationId, place, cases } = testFinding(name);
  return {
    fingerprint,
    rule,
    severity,
    operationId,
    place,
    probe: cases[0] ?? '',
    reason: 'fixed in the next release',
    owner: 'orgs',
    until: '2027-01-31',
    ...changes,
  };
}
