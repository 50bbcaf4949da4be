import { appendHistory, historyFileOf, readHistory } from '../drift/history-file.ts';
import { lineOf, withTrend } from '../drift/history.ts';
import type { RunRecord } from '../findings/run-record.ts';

/** With this one, the trend shows 30. */
const EARLIER_RUNS = 29;

/** The record with the earlier runs against its target. */
export function withEarlierRuns(record: RunRecord, reports: string): RunRecord {
  return withTrend(record, readHistory(historyFileOf(reports, record.run.target.name), EARLIER_RUNS));
}

/** Adds a run to the history of its target; one that is its last already is not added again. */
export function keepHistory(record: RunRecord, reports: string): void {
  const file = historyFileOf(reports, record.run.target.name);
  const [last] = readHistory(file, 1);
  if (last?.runId !== record.run.id) appendHistory(file, lineOf(record));
}
