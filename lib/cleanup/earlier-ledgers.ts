import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../core/clock.ts';
import { type LedgerEntry, type Opening, outstandingIn, parseLedgerLines, readLedger } from './cleanup-ledger.ts';

export const LEDGER_FILE = 'ledger.jsonl';
export const HEARTBEAT_FILE = 'alive';

/** A ledger that some run left unsettled. */
export interface EarlierLedger {
  readonly path: string;
  readonly runId: string;
  readonly target: Opening['target'];
  /** Its unsettled entries, the oldest first. */
  readonly entries: readonly LedgerEntry[];
  /** Its things were left on purpose (`--keep`). */
  readonly isKept: boolean;
  /** Whether its run is still at work. */
  isAlive(): boolean;
}

/** Finds the unsettled ledgers below a folder of reports, the newest first. A settled one is told by its last line alone. */
export function findEarlierLedgers(reports: string): readonly EarlierLedger[] {
  if (!existsSync(reports)) return [];
  return readdirSync(reports, { withFileTypes: true })
    .filter((item) => item.isDirectory() && existsSync(join(reports, item.name, LEDGER_FILE)))
    .map((item) => item.name)
    .sort()
    .reverse()
    .flatMap((name) => readEarlierLedger(join(reports, name)));
}

function readEarlierLedger(directory: string): readonly EarlierLedger[] {
  const path = join(directory, LEDGER_FILE);
  if (saysSettled(path)) return [];
  const lines = readLedger(path);
  const opening = lines.find((line) => line.step === 'open');
  const entries = outstandingIn(lines);
  if (opening === undefined || entries.length === 0) return [];
  const closing = lines.findLast((line) => line.step === 'close');
  return [
    {
      path,
      runId: opening.runId,
      target: opening.target,
      entries,
      isKept: closing?.kept === true,
      isAlive: () => closing === undefined && isAtWork(opening, join(directory, HEARTBEAT_FILE)),
    },
  ];
}

/** Long enough for a machine that is very busy; a run says every few seconds that it is there. */
const SILENT_FOR_MS = 15 * 60_000;

/**
 * A run is over when its process is. Where that cannot be looked at (another machine), or its number may belong to another by now,
 * it is over when it has not said for a quarter of an hour that it is there.
 */
function isAtWork({ pid, host }: Opening, heartbeat: string): boolean {
  const beatAt = statSync(heartbeat, { throwIfNoEntry: false })?.mtimeMs;
  const isSilent = beatAt === undefined || systemClock.nowMs() - beatAt > SILENT_FOR_MS;
  return !isSilent && (host !== hostname() || isThere(pid));
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process is there, and belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

const LONGEST_CLOSING = 200;

function saysSettled(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const length = Math.min(size, LONGEST_CLOSING);
    const tail = Buffer.alloc(length);
    readSync(file, tail, 0, length, size - length);
    const last = parseLedgerLines(tail.toString('utf8').trimEnd().split('\n').at(-1) ?? '').at(-1);
    return last?.step === 'close' && last.outstanding === 0;
  } finally {
    closeSync(file);
  }
}
