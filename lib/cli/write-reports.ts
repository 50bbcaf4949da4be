import { HarnessError } from '../core/errors.ts';
import { listRunFiles, markLatest, readJournal, writeRunFiles } from '../findings/record-file.ts';
import { toEvidence } from '../findings/to-evidence.ts';
import type { Evidence, JournalLine, RunRecord } from '../findings/run-record.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { renderReports, REPORTERS } from '../reporters/select-reporters.ts';

/** Which formats are written, and the folders of the runs whose exchanges they show. */
export interface Formats {
  readonly reporters: readonly Reporter[];
  readonly runs: readonly string[];
}

/** Writes the reports of a run into its folder, and points `latest` there. */
export function writeReports(
  directory: string,
  reports: string,
  record: RunRecord,
  reporters: readonly Reporter[] = REPORTERS,
): void {
  writeFormats(directory, record, { reporters, runs: [directory] });
  markLatest(reports, directory);
}

/**
 * Writes some formats of a record and gives the names of the files. Where the journals of its runs are at hand, what shows
 * exchanges shows all of them.
 */
export function writeFormats(folder: string, record: RunRecord, { reporters, runs }: Formats): readonly string[] {
  const exchanges = runs.flatMap((run) => exchangesOf(readJournal(run)));
  const files = renderReports(record, reporters, exchanges.length === 0 ? undefined : exchanges);
  writeRunFiles(folder, files);
  return files.map(({ name }) => name);
}

function exchangesOf(journal: readonly JournalLine[]): readonly Evidence[] {
  return journal.flatMap((line) => (line.kind === 'exchange' ? [toEvidence(line)] : []));
}

/** The reporters of these ids; all of them where none is named. */
export function selectReporters(ids: readonly string[] | undefined): readonly Reporter[] {
  if (ids === undefined) return REPORTERS;
  const known = REPORTERS.map((reporter) => reporter.id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined)
    throw new HarnessError('usage', `there is no format "${unknown}"; there are ${known.join(', ')}`);
  return REPORTERS.filter((reporter) => ids.includes(reporter.id));
}

/** Searches everything a run has written or is about to print, and fails with the file and the secret, never its value. */
export function failOnSecrets(
  directory: string,
  summary: string,
  findSecrets: (text: string) => readonly string[],
): void {
  const written = listRunFiles(directory).flatMap(({ name, text }) =>
    findSecrets(text).map((label) => `${name} holds ${label}`),
  );
  const leaks = [...written, ...findSecrets(summary).map((label) => `the console summary holds ${label}`)];
  if (leaks.length > 0)
    throw new HarnessError(
      'nothing-exercised',
      'a secret was found in what this run wrote; treat the files as secret and report this as a fault of conform',
      leaks,
    );
}
