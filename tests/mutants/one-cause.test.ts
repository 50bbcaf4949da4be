import { describe, expect, it } from 'vitest';
import { operationsOf } from '../../lib/findings/merge-into-causes.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { PATIENCE_MS } from './describe-detection.ts';

describe('a fault on several operations of one service', () => {
  it.each([['omits-challenge', 'header.www-authenticate', ['adminListThinAmi', 'listInvoices']]])(
    '%s is one finding',
    async (fault, rule, operations) => {
      const { record } = await runInProcess({ fault: [fault], only: operations });
      expect(record.findings.map((finding) => [finding.rule, operationsOf(finding)])).toEqual([[rule, operations]]);
      expect(record.because).toMatch(/^1 finding at or above |; 1 finding that does not fail it/);
    },
    PATIENCE_MS,
  );
});
