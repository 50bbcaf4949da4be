import type { Evidence, RunRecord } from '../findings/run-record.ts';
import type { Reporter } from './reporter.ts';
import * as registry from './registry.ts';

/** Every format that a run is reported in. */
export const REPORTERS: readonly Reporter[] = Object.values(registry);

/** The files of the formats in which the run has something to say. Where all its exchanges are at hand, they are shown. */
export function renderReports(
  record: RunRecord,
  reporters: readonly Reporter[] = REPORTERS,
  exchanges?: readonly Evidence[],
): readonly { readonly name: string; readonly text: string }[] {
  return reporters
    .filter((reporter) => reporter.isDue?.(record) ?? true)
    .map((reporter) => ({ name: reporter.fileName, text: reporter.render(record, exchanges) }));
}
