import { defined } from '../core/defined.ts';
import { applyBaseline } from '../drift/apply-baseline.ts';
import type { RunRecord } from '../findings/run-record.ts';
import type { Reporter } from '../reporters/reporter.ts';
import type { PerformedRun } from '../run/perform-run.ts';
import type { RunOptions } from '../run/run-options.ts';
import { describeSilentFaults } from './describe-faults.ts';
import { keepHistory, today, type readAccepted, withEarlierRuns } from './reports-folder.ts';
import { failOnSecrets, renderSummary, writeReports } from './write-reports.ts';

interface Conclusion {
  readonly options: Pick<RunOptions, 'directory' | 'faults' | 'edition' | 'failOn' | 'maxGaps' | 'selection'>;
  /** The folder of all runs. */
  readonly reports: string;
  /** What has been accepted on this target. */
  readonly accepted: ReturnType<typeof readAccepted>;
  readonly reporters: readonly Reporter[];
  readonly annotate?: boolean;
  readonly verbose?: boolean;
}

/**
 * Concludes a run: compares it with what was accepted and with earlier runs, writes its reports, prints its summary, and fails if a
 * secret stands in either. Returns the record as it was reported.
 */
export function concludeRun({ record: bare, findSecrets }: PerformedRun, conclusion: Conclusion): RunRecord {
  const { options, reports, accepted, reporters, annotate = false, verbose = false } = conclusion;
  const silent = describeSilentFaults(options.faults, new Set(bare.findings.map(({ rule }) => rule)));
  const held = applyBaseline(
    { ...bare, notes: [...bare.notes, ...silent, ...describeEdition(options.edition)] },
    { ...accepted, today: today(), failOn: options.failOn, ...defined({ maxGaps: options.maxGaps }) },
  );
  // A shard has no history: the merged run has.
  const isWhole = options.selection.shard === undefined;
  const record = isWhole ? withEarlierRuns(held, reports) : held;
  const printed = renderSummary(record, {
    reports,
    annotate,
    verbose,
    written: reporters.map(({ fileName }) => fileName),
  });
  try {
    writeReports(options.directory, reports, record, reporters);
  } catch (error) {
    // The findings must not be lost if the disk is full.
    if (findSecrets(printed).length === 0) process.stdout.write(printed);
    throw error;
  }
  failOnSecrets(options.directory, printed, findSecrets);
  process.stdout.write(printed);
  if (isWhole) keepHistory(record, reports);
  return record;
}

/** The record names the target alone, so a run against another edition says so in words. */
function describeEdition(edition = 'conforming'): readonly string[] {
  return edition === 'conforming' ? [] : [`The tenants of the embedded deployment were of the ${edition} edition.`];
}
