import { readFileSync } from 'node:fs';
import { err, ok, type Result } from '../core/result.ts';

/** The text of a file, or a sentence that says why there is none. */
export function readText(file: string): Result<string> {
  try {
    return ok(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    return err(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
