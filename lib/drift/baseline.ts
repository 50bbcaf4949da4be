import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { HarnessError } from '../core/errors.ts';
import { writeFileAtomically } from '../core/files.ts';
import type { ReadonlyDeep } from '../core/readonly-deep.ts';
import { err, ok, type Result } from '../core/result.ts';
import { compareText } from '../core/text.ts';
import { acceptanceSchema, type Acceptance } from '../findings/run-record.ts';

const baselineSchema = z.strictObject({
  schemaVersion: z.literal(1),
  target: z.string(),
  acceptances: z.array(acceptanceSchema.extend({ reason: z.string().trim().min(1), owner: z.string().trim().min(1) })),
});

/** The findings that have been accepted for one target, sorted by fingerprint. */
export type Baseline = ReadonlyDeep<z.output<typeof baselineSchema>>;

/** Makes the baseline of a target of which nothing is accepted. */
export function emptyBaseline(target: string): Baseline {
  return { schemaVersion: 1, target, acceptances: [] };
}

/** Parses the text of a baseline; the error names every problem, with its place. */
function parseBaseline(text: string): Result<Baseline, readonly string[]> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return err([`it is not JSON (${error instanceof Error ? error.message : String(error)})`]);
  }
  const parsed = baselineSchema.safeParse(value);
  if (!parsed.success) {
    return err(parsed.error.issues.map(describeIssue));
  }
  const { schemaVersion, target, acceptances } = parsed.data;
  const fingerprints = acceptances.map(({ fingerprint }) => fingerprint);
  const twice = fingerprints.filter((fingerprint, index) => fingerprints.indexOf(fingerprint) !== index);
  if (twice.length > 0)
    return err([...new Set(twice)].map((fingerprint) => `${fingerprint} is accepted more than once`));
  return ok(sortBaseline({ schemaVersion, target, acceptances }));
}

/** Describes a problem in our own words, because those of the library name its types. */
function describeIssue(issue: z.core.$ZodIssue): string {
  const place = issue.path.join('.') || 'the document';
  switch (issue.code) {
    case 'invalid_type':
      return `${place}: is missing, or not of the type ${issue.expected}`;
    case 'unrecognized_keys':
      return `${place}: has members that a baseline has not: ${issue.keys.join(', ')}`;
    case 'invalid_value':
      return `${place}: must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'too_small':
      return `${place}: is empty`;
    default:
      return `${place}: is not of the form that \`conform baseline accept\` writes`;
  }
}

/** Renders a baseline one member a line and in one order, so that a diff shows just what changed. */
export function renderBaseline(baseline: Baseline): string {
  return `${JSON.stringify(sortBaseline(baseline), undefined, 2)}\n`;
}

/** Adds acceptances to a baseline. One takes the place of an earlier one of the same fingerprint. */
export function addAcceptances(baseline: Baseline, added: readonly Acceptance[]): Baseline {
  const replaced = new Set(added.map(({ fingerprint }) => fingerprint));
  const kept = baseline.acceptances.filter(({ fingerprint }) => !replaced.has(fingerprint));
  return sortBaseline({ ...baseline, acceptances: [...kept, ...added] });
}

/** Takes acceptances out of a baseline. */
export function removeAcceptances(baseline: Baseline, removed: readonly Acceptance[]): Baseline {
  const gone = new Set(removed.map(({ fingerprint }) => fingerprint));
  return { ...baseline, acceptances: baseline.acceptances.filter(({ fingerprint }) => !gone.has(fingerprint)) };
}

function sortBaseline(baseline: Baseline): Baseline {
  const acceptances = [...baseline.acceptances].sort((left, right) => compareText(left.fingerprint, right.fingerprint));
  return { ...baseline, acceptances };
}

/** Reads a baseline; an empty one where there is no file. Throws a `HarnessError` for one that is malformed or of another target. */
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

/** Writes a baseline in one step, so that a reader finds the old one or the new one. */
export function writeBaseline(file: string, baseline: Baseline): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileAtomically(file, renderBaseline(baseline));
  } catch (error) {
    throw new HarnessError('configuration', `the baseline ${file} cannot be written (${codeOf(error)})`);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new HarnessError('configuration', `the baseline ${file} cannot be read (${codeOf(error)})`);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
