import { describe, expect, it } from 'vitest';
import { isAtLeast } from '../../lib/core/severity.ts';
import type { Mutant } from '../../lib/reference/mutant.ts';
import { listMutants } from '../../lib/reference/mutants/select-mutants.ts';
import { runInProcess } from '../support/run-in-process.ts';

/** For tests: has each of these faults run against, one at a time. The files divide the faults between the workers. */
export function describeDetection(title: string, isMeant: (mutant: Mutant) => boolean): void {
  const detectable = listMutants().filter(
    ({ undetectable, world }) => undetectable === undefined && world === undefined,
  );
  describe(title, () => {
    it.each(detectable.filter(isMeant).map((mutant) => [mutant.id, mutant] as const))(
      '%s is reported by the rules it names, on its operations',
      async (_, mutant) => {
        const { record, internalErrors } = await runInProcess({ fault: [mutant.id], only: mutant.operations });
        expect(internalErrors).toEqual([]);
        const rules = new Set([
          ...record.findings.map((finding) => finding.rule),
          ...record.gaps.map((gap) => gap.rule),
        ]);
        expect(mutant.expects.filter((rule) => !rules.has(rule))).toEqual([]);
        for (const finding of record.findings.filter(({ rule }) => mutant.expects.includes(rule))) {
          expect(mutant.operations).toContain(finding.operationId);
          expect(finding.clause.position).toMatchObject({ file: 'spec/management.yaml' });
          expect(finding.clause.position.line).toBeGreaterThan(1);
        }
        const isDrift = record.findings.some(
          ({ rule, severity }) => mutant.expects.includes(rule) && isAtLeast(severity, 'major'),
        );
        // A fault that keeps things from being removed, or hides that they are, leaves something behind: that weighs more.
        if (isDrift) expect(record.exitCode).toBe(record.leftovers.length > 0 ? 4 : 1);
      },
    );
  });
}
