import { defined } from '../core/defined.ts';
import { HarnessError } from '../core/errors.ts';
import { listRunFiles, markLatest, readJournal, writeRunFiles } from '../findings/record-file.ts';
import { type Evidence, type JournalLine, type RunRecord, toEvidence } from '../findings/run-record.ts';
import { renderAnnotations } from '../reporters/annotations.ts';
import { renderBrief } from '../reporters/brief.ts';
import { colored, renderConsole } from '../reporters/console.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { renderReports, REPORTERS } from '../reporters/render-reports.ts';
import { columnsOf, wantsAnnotations, wantsColor } from './terminal.ts';

/** The formats to write, and the folders of the runs whose exchanges they show. */
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
 * Writes some formats of a record and returns the names of the files. The formats that show exchanges show all of those in
 * the journals of the runs, if these are still there.
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

/** Returns the reporters with these ids, or all of them if no ids are given. */
export function selectReporters(ids: readonly string[] | undefined): readonly Reporter[] {
  if (ids === undefined) return REPORTERS;
  const known = REPORTERS.map((reporter) => reporter.id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined)
    throw new HarnessError('usage', `there is no format "${unknown}"; there are ${known.join(', ')}`);
  return REPORTERS.filter((reporter) => ids.includes(reporter.id));
}

interface SummaryOptions {
  readonly reports: string;
  /** Prints workflow commands even if no runner of GitHub or Gitea is seen. */
  readonly annotate?: boolean;
  /** All of it, and not one screen. */
  readonly verbose?: boolean;
  /** Names of the files that were written; all formats if absent. */
  readonly written?: readonly string[];
}

/** Renders what a command prints of a run at its end: workflow commands for a runner that reads them, and the summary. */
export function renderSummary(record: RunRecord, { reports, annotate, verbose, written }: SummaryOptions): string {
  const render = verbose === true ? renderConsole : renderBrief;
  const summary = render(record, {
    reportDirectory: `${reports}/latest`,
    ...(wantsColor(process.stdout, process.env) ? { paint: colored } : {}),
    ...columnsOf(process.stdout),
    ...defined({ written }),
  });
  const hasAnnotations = annotate === true || wantsAnnotations(process.env);
  return `${hasAnnotations ? renderAnnotations(record) : ''}${summary}\n`;
}

/** Fails if a file of a run or its summary holds a secret. The error names the file and the secret, never its value. */
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
