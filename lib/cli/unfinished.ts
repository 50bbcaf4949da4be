import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { outstandingIn, readLedger } from '../cleanup/cleanup-ledger.ts';
import { LEDGER_FILE } from '../cleanup/earlier-ledgers.ts';

/** A run that is stopped at once. */
export interface Interrupted {
  /** The folder of the run. */
  readonly directory: string;
  readonly isEmbedded: boolean;
  /** What the run was told of them, for the command that goes on where it stopped. */
  readonly envFile?: string;
  readonly reports: string;
}

/** The last words of a run that may not even remove what it made: what is left, where that is written down, and what removes it. */
export function describeUnfinished({ directory, isEmbedded, envFile, reports }: Interrupted): string {
  const ledger = join(directory, LEDGER_FILE);
  const left = existsSync(ledger) ? outstandingIn(readLedger(ledger)) : [];
  if (left.length === 0) return 'stopped at once: nothing is left of what this run made\n';
  if (isEmbedded) return 'stopped at once: what this run made ends with its embedded deployment\n';
  const options = [
    ...(envFile === undefined ? [] : [`--env-file ${quote(envFile)}`]),
    ...(reports === 'reports' ? [] : [`--reports ${quote(reports)}`]),
  ];
  return [
    `stopped at once: ${left.length} ${left.length === 1 ? 'thing' : 'things'} of this run may be left on the target`,
    ...left.map(({ kind, name }) => `  ${kind}: ${name}`),
    `They stand in ${ledger}. This removes them, and so does the next run:`,
    `  ${['conform sweep', ...options].join(' ')}`,
    '',
  ].join('\n');
}

function quote(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
