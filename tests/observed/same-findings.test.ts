import { expect, it } from 'vitest';
import type { RunRecord } from '../../lib/findings/run-record.ts';
import { runObserved } from './run-observed.ts';

/** Operations of each kind: one with a quota, some that change what others could see, and one whose answers depend on the body. */
const ONLY = [
  'tenantCreateOrgToken',
  'tenantListOrgTokens',
  'tenant*eWorkspace',
  'tenantPatchBudget',
  'tenantOrgImport',
];

it('finds the same with another seed, and with one request or sixteen at a time', async () => {
  const [first, ...others] = await Promise.all(
    [
      { seed: '1', concurrency: '1' },
      { seed: '1', concurrency: '16' },
      { seed: '2', concurrency: '1' },
      { seed: '2', concurrency: '16' },
    ].map(async (flags) => describe(await runObserved({ ...flags, only: ONLY }))),
  );
  expect(first?.findings.length).toBeGreaterThan(10);
  for (const other of others) expect(other).toEqual(first);
}, 300_000);

/** What two runs have to agree in: what was found, by which case it is shown, and what was not told. */
function describe({ findings, cases }: RunRecord) {
  return {
    findings: findings
      // How long an answer takes is up to the machine.
      .filter(({ rule }) => rule !== 'ops.latency')
      .map(({ fingerprint, severity, rule, seen, cases: [canonical], occurrences }) => ({
        fingerprint,
        severity,
        rule,
        seen,
        canonical,
        occurrences: occurrences.map((each) => each.fingerprint),
      })),
    untold: cases
      .filter(({ state }) => state !== 'passed' && state !== 'failed')
      .map(({ id, state }) => `${id} ${state}`),
  };
}
