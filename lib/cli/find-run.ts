import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HarnessError } from '../core/errors.ts';
import { runRecordSchema } from '../findings/run-record-schema.ts';
import type { RunRecord } from '../findings/run-record.ts';

const RECORD = 'run.json';

/** A run that was found on the disk. */
export interface FoundRun {
  readonly record: RunRecord;
  /** The folder that `run.json` stands in. */
  readonly folder: string;
}

/** The run that a folder, a record file, or an id below the folder of reports names. Throws a `HarnessError` where there is none. */
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

/** The last run against a target (against any, where none is named), before another one where that is given. */
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

/** Runs left by other versions may have another form; they are passed over, not failed on. */
function findReadable(id: string, reports: string): FoundRun | undefined {
  try {
    return findRun(join(reports, id), reports);
  } catch (error) {
    if (error instanceof HarnessError) return undefined;
    throw error;
  }
}

/** The newest first: an id begins with the time at which its run started. */
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
