import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { HarnessError } from '../core/errors.ts';
import { hashText } from '../core/hash.ts';

/** The selection of a run. Only the verdicts of runs with the same selection can be compared. */
export interface RunKind {
  readonly target: string;
  readonly profile: string;
  /** Without the shard. */
  readonly selection: readonly string[];
}

/** The file of a target's baseline: `reports/baseline/<target>.json`. */
export function baselineFileOf(reports: string, target: string): string {
  return join(reports, 'baseline', `${checkTargetName(target)}.json`);
}

/** The names of the targets that have a baseline, sorted. */
export function listBaselines(reports: string): readonly string[] {
  const folder = join(reports, 'baseline');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -'.json'.length)] : []))
    .sort();
}

/** The file of a target's history: `reports/history/<target>.jsonl`. */
export function historyFileOf(reports: string, target: string): string {
  return join(reports, 'history', `${checkTargetName(target)}.jsonl`);
}

/**
 * The file of a target's standing: `reports/history/<target>.<profile>.standing.json`, with a hash for a run that was
 * narrowed down. It stands beside the history, so that a pipeline that keeps the one keeps the other.
 */
export function standingFileOf(reports: string, { target, profile, selection }: RunKind): string {
  const part = selection.length === 0 ? '' : `-${hashText(JSON.stringify(selection)).slice(0, 8)}`;
  return join(reports, 'history', `${checkTargetName(target)}.${profile}${part}.standing.json`);
}

/** Returns the name of a target as part of a file name. A record from elsewhere may hold any text, which must not lead out of the folder. */
function checkTargetName(target: string): string {
  if (/^[a-z0-9][a-z0-9._-]{0,127}$/i.test(target)) return target;
  throw new HarnessError(
    'configuration',
    `the name of the target, ${JSON.stringify(target)}, cannot be part of a file name`,
    ['set TARGET_NAME to letters, digits, dots and dashes'],
  );
}
