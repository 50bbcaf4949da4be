import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { historyLineSchema } from '../findings/drift-schema.ts';
import type { HistoryLine } from '../findings/run-record.ts';
import { checkTargetName } from './target-name.ts';

/** Where the history of a target is kept: `reports/history/<target>.jsonl`. */
export function historyFileOf(reports: string, target: string): string {
  return join(reports, 'history', `${checkTargetName(target)}.jsonl`);
}

/** Adds a line. One that a killed run left torn is closed first, so that it costs no other line. */
export function appendHistory(file: string, line: HistoryLine): void {
  mkdirSync(dirname(file), { recursive: true });
  const handle = openSync(file, 'a+');
  try {
    writeSync(handle, `${endsTorn(handle) ? '\n' : ''}${JSON.stringify(line)}\n`);
  } finally {
    closeSync(handle);
  }
}

function endsTorn(handle: number): boolean {
  const { size } = fstatSync(handle);
  const last = Buffer.alloc(1);
  return size > 0 && readSync(handle, last, 0, 1, size - 1) === 1 && last.toString('latin1') !== '\n';
}

/** The last lines, the oldest first. What is torn or of another form is left out. */
export function readHistory(file: string, last: number): readonly HistoryLine[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((text) => parseLine(text));
  return last <= 0 ? [] : lines.slice(-last);
}

function parseLine(text: string): readonly HistoryLine[] {
  try {
    const parsed = historyLineSchema.safeParse(JSON.parse(text));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}
