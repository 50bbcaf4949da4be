import { describe, expect, it } from 'vitest';
import { isAtLeast } from '../../lib/core/severity.ts';
import { listMutants } from '../../lib/reference/mutants/select-mutants.ts';
import { runInProcess } from '../support/run-in-process.ts';

const mutants = listMutants();
const detectable = mutants.filter((mutant) => mutant.undetectable === undefined && mutant.world === undefined);

describe('each fault of the embedded deployment', () => {
  it.each(detectable.map((mutant) => [mutant.id, mutant] as const))(
    '%s is reported by the rules it names, on its operations',
    async (_, mutant) => {
      const { record, internalErrors } = await runInProcess({ fault: [mutant.id], only: mutant.operations });
      expect(internalErrors).toEqual([]);
      const rules = new Set([...record.findings.map((finding) => finding.rule), ...record.gaps.map((gap) => gap.rule)]);
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

  it('that no harmless request can show says why', () => {
    const hidden = mutants.filter((mutant) => mutant.undetectable !== undefined);
    expect(hidden.map((mutant) => mutant.id)).toEqual(['lets-member-delete-org']);
  });
});

describe('an embedded deployment without a fault', () => {
  it('conforms: nothing is reported, every cell is decided, and exactly the planned requests are sent', async () => {
    const { record, internalErrors } = await runInProcess({});
    expect(internalErrors).toEqual([]);
    expect(record.findings).toEqual([]);
    expect(record.exitCode).toBe(0);
    expect(record.coverage.operations).toEqual({ done: 58, of: 58 });
    expect(record.coverage.matrixCells).toEqual({ done: 58 * 14, of: 58 * 14 });
    expect(record.coverage.variants.done).toBe(record.coverage.variants.of);
    expect(record.requests.sentPerOperation).toEqual(record.requests.plannedPerOperation);
    expect(record.leftovers).toEqual([]);
  });
});
