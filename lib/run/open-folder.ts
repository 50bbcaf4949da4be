import { HarnessError } from '../core/errors.ts';
import { MACHINE_PROBLEMS } from '../core/machine-problem.ts';

const WHY: Readonly<Record<string, string>> = {
  ...MACHINE_PROBLEMS,
  ENOTDIR: 'part of the path is a file',
  EEXIST: 'a file is in its place',
  ENOENT: 'part of the path leads nowhere',
  ENAMETOOLONG: 'the path is too long',
};

/** Opens what a run writes to. Where that cannot be written, nothing is to be sent: what is made would stand in no ledger. */
export function openFolder<T>(directory: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const why = WHY[code];
    if (why === undefined) throw error;
    throw new HarnessError(
      'configuration',
      `the folder of this run, ${directory}, cannot be written: ${why} (${code}); nothing was sent`,
      ['name a folder that can be written with --reports, or make room'],
    );
  }
}
