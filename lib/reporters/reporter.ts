import type { Evidence, RunRecord } from '../findings/run-record.ts';

/**
 * One format of report: a pure function of the run record, and of all exchanges of the run where those are at hand. It is
 * written into the folder of the run under `fileName`.
 */
export interface Reporter {
  readonly id: string;
  readonly title: string;
  readonly fileName: string;
  /** Whether a run has anything to say in this format. A reporter without it is always due. */
  isDue?(record: RunRecord): boolean;
  render(record: RunRecord, exchanges?: readonly Evidence[]): string;
}
