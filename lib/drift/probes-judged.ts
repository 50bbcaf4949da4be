import type { RunRecord } from '../findings/run-record.ts';

/** Ids of the cases that a run came to a judgement on. Only these can show that something is gone. */
export function probesJudged({ cases }: Pick<RunRecord, 'cases'>): ReadonlySet<string> {
  return new Set(cases.filter(({ state }) => state === 'passed' || state === 'failed').map(({ id }) => id));
}
