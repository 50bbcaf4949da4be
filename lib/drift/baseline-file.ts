import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HarnessError } from '../core/errors.ts';
import { emptyBaseline, parseBaseline, renderBaseline, type Baseline } from './baseline.ts';
import { checkTargetName } from './target-name.ts';

/** Where the baseline of a target is kept: `reports/baseline/<target>.json`. */
export function baselineFileOf(reports: string, target: string): string {
  return join(reports, 'baseline', `${checkTargetName(target)}.json`);
}

/** The baseline in a file, or an empty one for the target where there is no file. A malformed one is a `HarnessError`. */
export function readBaseline(file: string, target: string): Baseline {
  if (!existsSync(file)) return emptyBaseline(target);
  const parsed = parseBaseline(readText(file));
  if (!parsed.ok) throw new HarnessError('configuration', `the baseline ${file} cannot be used`, parsed.error);
  if (parsed.value.target !== target) {
    throw new HarnessError(
      'configuration',
      `the baseline ${file} is of the target "${parsed.value.target}", not of "${target}"`,
      ['name the baseline of this target; what was accepted elsewhere has not been accepted here'],
    );
  }
  return parsed.value;
}

/** Written in one step: whoever reads the file finds the old baseline or the new one. */
export function writeBaseline(file: string, baseline: Baseline): void {
  const fresh = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(fresh, renderBaseline(baseline));
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw new HarnessError('configuration', `the baseline ${file} cannot be written (${describe(error)})`);
  }
}

/** The targets that have a baseline, by name. */
export function listBaselines(reports: string): readonly string[] {
  const folder = join(reports, 'baseline');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -'.json'.length)] : []))
    .sort();
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new HarnessError('configuration', `the baseline ${file} cannot be read (${describe(error)})`);
  }
}

function describe(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
