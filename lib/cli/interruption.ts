import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { outstandingIn, readLedger } from '../cleanup/cleanup-ledger.ts';
import { LEDGER_FILE } from '../cleanup/earlier-ledgers.ts';
import { EXIT } from '../core/exit-codes.ts';
import { countOf } from '../core/text.ts';
import { shellWord } from '../reporters/commands.ts';

/** A run that a signal can stop. */
interface InterruptibleRun {
  /** The folder of the run. */
  readonly directory: string;
  readonly isEmbedded: boolean;
  /** The options of the run that `conform sweep` has to be given too. */
  readonly envFile?: string;
  readonly reports: string;
}

/**
 * Listens for SIGINT and SIGTERM. The first aborts `signal`, upon which the run stops and cleans up; the second ends the
 * process at once, after it has printed what is left on the target. `release` stops listening.
 */
export function listenForInterruption(run: InterruptibleRun): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) {
      process.stderr.write(`\n${describeUnfinished(run)}`);
      process.exit(EXIT.interrupted);
    }
    process.stderr.write('\ninterrupted: stopping and removing what this run made (once more to stop at once)\n');
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}

/** Says what a run leaves on the target when it is stopped before its clean-up, where that is recorded, and what removes it. */
export function describeUnfinished({ directory, isEmbedded, envFile, reports }: InterruptibleRun): string {
  const ledger = join(directory, LEDGER_FILE);
  const left = existsSync(ledger) ? outstandingIn(readLedger(ledger)) : [];
  if (left.length === 0) return 'stopped at once: nothing is left of what this run made\n';
  if (isEmbedded) return 'stopped at once: what this run made ends with its embedded deployment\n';
  const options = [
    ...(envFile === undefined ? [] : [`--env-file ${shellWord(envFile)}`]),
    ...(reports === 'reports' ? [] : [`--reports ${shellWord(reports)}`]),
  ];
  return [
    `stopped at once: ${countOf(left.length, 'thing')} of this run may be left on the target`,
    ...left.map(({ kind, name }) => `  ${kind}: ${name}`),
    `They stand in ${ledger}. This removes them, and so does the next run:`,
    `  ${['conform sweep', ...options].join(' ')}`,
    '',
  ].join('\n');
}
