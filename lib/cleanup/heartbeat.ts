import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HEARTBEAT_FILE } from './earlier-ledgers.ts';

export interface Heartbeat {
  stop(): void;
}

const BEAT_EVERY_MS = 10_000;

/** Touches a file in the folder of a run every few seconds, so that no other run removes its things. */
export function startHeartbeat(directory: string): Heartbeat {
  const file = join(directory, HEARTBEAT_FILE);
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
  return {
    stop: () => {
      clearInterval(timer);
      rmSync(file, { force: true });
    },
  };
}
