import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemClock } from '../core/clock.ts';
import { HarnessError } from '../core/errors.ts';
import type { BaselineOptions } from '../drift/apply-baseline.ts';
import { baselineFileOf, historyFileOf } from '../drift/target-files.ts';
import { readBaseline } from '../drift/baseline.ts';
import { appendHistory, readHistory, toHistoryLine, addTrend } from '../drift/history.ts';
import { runRecordSchema, type RunRecord } from '../findings/run-record.ts';

const RECORD = 'run.json';

/** A run that was read from disk. */
export interface FoundRun {
  readonly record: RunRecord;
  /** The folder of its `run.json`. */
  readonly folder: string;
}

/** Finds the run that a folder, a `run.json`, or an id below the folder of reports names. Throws a `HarnessError` where there is none. */
export function findRun(name: string, reports: string): FoundRun {
  const file = [name, join(reports, name)]
    .flatMap((place) => [place, join(place, RECORD)])
    .find((place) => statSync(place, { throwIfNoEntry: false })?.isFile() === true);
  if (file === undefined) {
    throw new HarnessError(
      'usage',
      `there is no run at ${name}: no ${RECORD} in that folder, nor in ${join(reports, name)}`,
      ['name the folder of a run, its run.json, or the id of a run'],
    );
  }
  return { record: readRecord(file), folder: dirname(file) };
}

/** Finds the last run against a target (against any, if none is named), before another run if one is given. */
export function findLastRun(
  reports: string,
  which: { readonly target?: string; readonly before?: RunRecord } = {},
): FoundRun | undefined {
  for (const id of runIds(reports)) {
    if (which.before !== undefined && id >= which.before.run.id) continue;
    const found = findReadable(id, reports);
    if (found !== undefined && (which.target === undefined || found.record.run.target.name === which.target))
      return found;
  }
  return undefined;
}

/** Skips runs that another version wrote in a form that this one cannot read. */
function findReadable(id: string, reports: string): FoundRun | undefined {
  try {
    return findRun(join(reports, id), reports);
  } catch (error) {
    if (error instanceof HarnessError) return undefined;
    throw error;
  }
}

/** Lists the runs, newest first: an id begins with the time at which its run started. */
function runIds(reports: string): readonly string[] {
  if (!existsSync(reports)) return [];
  return readdirSync(reports)
    .filter((name) => /^\d{8}T\d{6}-/.test(name) && existsSync(join(reports, name, RECORD)))
    .sort()
    .reverse();
}

function readRecord(file: string): RunRecord {
  const parsed = runRecordSchema.safeParse(parseJson(file));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new HarnessError('usage', `${file} is not the record of a run that this version can read`, [
    issue === undefined || issue.path.length === 0
      ? 'it does not hold the record of a run'
      : `its member ${issue.path.join('.')} is not there, or not of the form that this version writes`,
    'name a run of this version, or make one with `conform run`',
  ]);
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new HarnessError(
      'usage',
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** The options that say where the baseline is. */
interface BaselineFlags {
  readonly baseline?: string;
  readonly reports: string;
}

/**
 * Reads the findings that have been accepted of a target: from the baseline that is named, which has to be there, or from
 * `reports/baseline/<target>.json`.
 */
export function readAccepted(
  { baseline, reports }: BaselineFlags,
  target: string,
): Pick<BaselineOptions, 'baselineFile' | 'accepted'> {
  if (baseline !== undefined && !existsSync(baseline))
    throw new HarnessError('usage', `there is no baseline ${baseline}`);
  const baselineFile = baseline ?? baselineFileOf(reports, target);
  return { baselineFile, accepted: readBaseline(baselineFile, target).acceptances };
}

/** Returns the date in UTC, as acceptances write it: `2027-01-31`. */
export function today(): string {
  return new Date(systemClock.nowMs()).toISOString().slice(0, 10);
}

/** The trend shows 30 runs: these, and the run itself. */
const EARLIER_RUNS = 29;

/** Adds the earlier runs against the same target to a record. */
export function withEarlierRuns(record: RunRecord, reports: string): RunRecord {
  return addTrend(record, readHistory(historyFileOf(reports, record.run.target.name), EARLIER_RUNS));
}

/** Appends a run to the history of its target, unless it is the last one there already. */
export function keepHistory(record: RunRecord, reports: string): void {
  const file = historyFileOf(reports, record.run.target.name);
  const [last] = readHistory(file, 1);
  if (last?.runId !== record.run.id) appendHistory(file, toHistoryLine(record));
}
