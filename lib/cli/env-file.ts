import { lstatSync, readFileSync, rmSync } from 'node:fs';
import { HarnessError } from '../core/errors.ts';
import { writeFileAtomically } from '../core/files.ts';

const MARK = '# Written by `conform serve` for the embedded deployment, which it is of no use without.';

/** A file of variables that `conform serve` keeps while it runs. */
export interface EnvFile {
  /** Removes the file, unless somebody has changed or replaced it. */
  remove(): void;
}

/**
 * Writes a dotenv file that only its owner can read. Refuses to replace a file that `conform serve` did not write, since that
 * may hold the credentials of a real deployment.
 */
export function writeEnvFile(file: string, variables: Readonly<Record<string, string>>): EnvFile {
  const text = `${[MARK, '# It is removed when the deployment stops.', ...Object.entries(variables).map(renderVariable)].join('\n')}\n`;
  if (!isFree(file)) {
    throw new HarnessError(
      'usage',
      `${file} is there already, and \`conform serve\` did not write it: it stays as it is`,
      ['name a file that is not there yet, or remove this one'],
    );
  }
  try {
    // In one step: a process that waits for the file never finds half of it.
    writeFileAtomically(file, text, { mode: 0o600 });
  } catch (error) {
    throw new HarnessError('usage', `${file} cannot be written (${codeOf(error)})`, [
      'name a file in a folder that is there',
    ]);
  }
  return {
    remove: () => {
      if (readOwn(file) === text) rmSync(file, { force: true });
    },
  };
}

/** Renders one variable in single quotes, inside which dotenv and a shell take all other characters literally. */
function renderVariable([name, value]: readonly [string, string]): string {
  return `${name}='${value}'`;
}

function isFree(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) === undefined || readOwn(file) !== undefined;
}

/** Reads the file if this module wrote it. A link does not count: it may lead to somebody else's file. */
function readOwn(file: string): string | undefined {
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  const text = readFileSync(file, 'utf8');
  return text.startsWith(MARK) ? text : undefined;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
