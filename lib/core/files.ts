import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file in one step: a reader finds the old text or the new one, never a part. The folder has to be there. Throws
 * the error of the file system, and then leaves the old file as it was.
 */
export function writeFileAtomically(file: string, text: string, { mode }: { readonly mode?: number } = {}): void {
  replaceAtomically(file, (beside) => writeFileSync(beside, text, { mode, flag: 'wx' }));
}

/** Makes a symbolic link in one step, so that an existing link leads to its old target or to the new one. */
export function linkAtomically(link: string, target: string): void {
  replaceAtomically(link, (beside) => symlinkSync(target, beside));
}

function replaceAtomically(path: string, make: (beside: string) => void): void {
  const beside = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    make(beside);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** The values of a file of JSON lines, in order; none where there is no file. Lines that a killed process left torn are left out. */
export function readJsonLines(file: string): readonly unknown[] {
  return existsSync(file) ? parseJsonLines(readFileSync(file, 'utf8')) : [];
}

/** The values of the lines that are JSON: `{"a":1}\n{"b` gives `{ a: 1 }`. */
export function parseJsonLines(text: string): readonly unknown[] {
  return text.split('\n').flatMap((line) => {
    try {
      // In a list of its own, so that a value that is a list stays one.
      return line === '' ? [] : [JSON.parse(line) as unknown];
    } catch {
      return [];
    }
  });
}

/** Whether a file ends within a line, as a killed process leaves it: a line that is appended has to begin with a line end then. */
export function endsTorn(file: string): boolean {
  if (!existsSync(file)) return false;
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const last = Buffer.alloc(1);
    return size > 0 && readSync(handle, last, 0, 1, size - 1) === 1 && last.toString('latin1') !== '\n';
  } finally {
    closeSync(handle);
  }
}
