import { z } from 'zod';
import { err, ok, type Result } from '../core/result.ts';
import { driftSchema } from '../findings/drift-schema.ts';
import type { Acceptance } from '../findings/run-record.ts';

/** The findings that have been accepted for one target, by fingerprint. */
export interface Baseline {
  readonly schemaVersion: 1;
  readonly target: string;
  readonly acceptances: readonly Acceptance[];
}

const acceptanceSchema = driftSchema.shape.stillThere.element.extend({
  reason: z.string().trim().min(1),
  owner: z.string().trim().min(1),
});

const baselineSchema = z.strictObject({
  schemaVersion: z.literal(1),
  target: z.string(),
  acceptances: z.array(acceptanceSchema),
});

/** The baseline of a target of which nothing is accepted. */
export function emptyBaseline(target: string): Baseline {
  return { schemaVersion: 1, target, acceptances: [] };
}

/** Reads the text of a baseline; the error names every problem, with its place. */
export function parseBaseline(text: string): Result<Baseline, readonly string[]> {
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

/** In words of our own: those of the library speak of its types. */
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

/** The same text for the same acceptances, in a form whose differences can be read line by line. */
export function renderBaseline(baseline: Baseline): string {
  return `${JSON.stringify(sortBaseline(baseline), undefined, 2)}\n`;
}

/** With these acceptances in it; one of a fingerprint that is there already takes its place. */
export function addAcceptances(baseline: Baseline, added: readonly Acceptance[]): Baseline {
  const replaced = new Set(added.map(({ fingerprint }) => fingerprint));
  const kept = baseline.acceptances.filter(({ fingerprint }) => !replaced.has(fingerprint));
  return sortBaseline({ ...baseline, acceptances: [...kept, ...added] });
}

/** The baseline without these acceptances. */
export function removeAcceptances(baseline: Baseline, removed: readonly Acceptance[]): Baseline {
  const gone = new Set(removed.map(({ fingerprint }) => fingerprint));
  return { ...baseline, acceptances: baseline.acceptances.filter(({ fingerprint }) => !gone.has(fingerprint)) };
}

function sortBaseline(baseline: Baseline): Baseline {
  const acceptances = [...baseline.acceptances].sort((left, right) => (left.fingerprint < right.fingerprint ? -1 : 1));
  return { ...baseline, acceptances };
}
