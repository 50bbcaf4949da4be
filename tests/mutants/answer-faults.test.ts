import { describe, expect, it } from 'vitest';
import { CALLERS } from '../../lib/platform/molecule/callers.ts';
import { MUTANTS } from '../../lib/embedded/mutants/mutants.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { describeDetection, PATIENCE_MS } from './describe-detection.ts';

describeDetection('each fault of what is answered or done', ({ attack }) => attack === undefined);

describe('a fault', () => {
  it('that no harmless request can show says why', () => {
    const hidden = MUTANTS.filter((mutant) => mutant.undetectable !== undefined);
    expect(hidden.map((mutant) => mutant.id)).toEqual(['lets-member-delete-org']);
  });
});

describe('an embedded deployment without a fault', () => {
  it(
    'conforms: nothing is reported, every cell is decided, and exactly the planned requests are sent',
    async () => {
      const { record, internalErrors } = await runInProcess({});
      expect(internalErrors).toEqual([]);
      expect(record.findings).toEqual([]);
      expect(record.exitCode).toBe(0);
      expect(record.coverage.operations).toEqual({ done: 58, of: 58 });
      expect(record.coverage.matrixCells).toMatchObject({
        done: 58 * CALLERS.list.length,
        of: 58 * CALLERS.list.length,
      });
      expect(record.coverage.variants.done).toBe(record.coverage.variants.of);
      expect(record.requests.sentPerOperation).toEqual(record.requests.plannedPerOperation);
      expect(record.leftovers).toEqual([]);
    },
    PATIENCE_MS,
  );
});
