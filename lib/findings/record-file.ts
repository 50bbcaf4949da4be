import {
  appendFileSync,
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { linkAtomically, readJsonLines } from '../core/files.ts';
import type { JournalLine } from './run-record.ts';

/** The lines that a run writes down while it goes on, for the record and for whoever looks at a killed run. */
export interface Journal {
  append(lines: readonly JournalLine[]): void;
  close(): void;
}

const JOURNAL = 'journal.jsonl';

/** Opens the journal of a run's folder, which is made where it is missing. Each call of `append` is on disk when it returns. */
export function openJournal(directory: string): Journal {
  mkdirSync(directory, { recursive: true });
  const file = openSync(join(directory, JOURNAL), 'a');
  return {
    append: (lines) => {
      if (lines.length > 0) appendFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    },
    close: () => closeSync(file),
  };
}

/** Reads the lines of a journal, none where there is none. The last line of a killed run may be torn and is left out. */
export function readJournal(directory: string): readonly JournalLine[] {
  // Only this file writes journals, so a line that is JSON is one of its lines.
  return readJsonLines(join(directory, JOURNAL)) as readonly JournalLine[];
}

/** Writes files into the folder of a run, which is made where it is not there. Throws what the file system throws. */
export function writeRunFiles(
  directory: string,
  files: readonly { readonly name: string; readonly text: string }[],
): void {
  mkdirSync(directory, { recursive: true });
  for (const { name, text } of files) writeFileSync(join(directory, name), text);
}

/** Reads every file that a run has written, as text. */
export function listRunFiles(directory: string): readonly { readonly name: string; readonly text: string }[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => lstatSync(join(directory, name)).isFile())
    .map((name) => ({ name, text: readFileSync(join(directory, name), 'utf8') }));
}

/** Points `latest` at a run, in one step, so that it always leads somewhere. */
export function markLatest(reports: string, directory: string): void {
  linkAtomically(join(reports, 'latest'), basename(directory));
}
