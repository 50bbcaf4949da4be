import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HEARTBEAT_FILE } from './earlier-ledgers.ts';

interface Heartbeat {
  stop(): void;
}

const BEAT_EVERY_MS = 10_000;
const INTERRUPTED_FILE = 'interrupted';

/**
 * Touches a file in the folder of a run every few seconds, so that no other run removes its things. Once the signal is aborted it
 * writes a second one, which the process that sends the cases looks for before each request.
 */
export function startHeartbeat(directory: string, signal?: AbortSignal): Heartbeat {
  const file = join(directory, HEARTBEAT_FILE);
  const interruptedFile = join(directory, INTERRUPTED_FILE);
  mkdirSync(directory, { recursive: true });
  const beat = (): void => writeFileSync(file, `${process.pid}\n`);
  beat();
  const timer = setInterval(() => {
    try {
      beat();
    } catch {
      // A folder that is gone, or a full disk, must not end a run that has still to remove what it made.
      clearInterval(timer);
    }
  }, BEAT_EVERY_MS);
  timer.unref();
  const onAbort = (): void => {
    try {
      writeFileSync(interruptedFile, '');
    } catch {
      // The suites are cancelled all the same, though some requests more may be sent.
    }
  };
  signal?.addEventListener('abort', onAbort);
  return {
    stop: () => {
      clearInterval(timer);
      signal?.removeEventListener('abort', onAbort);
      rmSync(file, { force: true });
      rmSync(interruptedFile, { force: true });
    },
  };
}

/** Whether the run that writes to this folder has been interrupted, and removes what it made. */
export function isRunInterrupted(directory: string): boolean {
  return existsSync(join(directory, INTERRUPTED_FILE));
}
