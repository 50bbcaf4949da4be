import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { defined } from '../core/defined.ts';
import { writeFileAtomically } from '../core/files.ts';
import type { ReadonlyDeep } from '../core/readonly-deep.ts';
import { SEVERITIES } from '../core/severity.ts';
import { compareText } from '../core/text.ts';
import { verdictSchema, type RunRecord, type RunVerdict } from '../findings/run-record.ts';
import { selectJudgedCases } from './compare-runs.ts';

const openFindingSchema = z.strictObject({
  fingerprint: z.string(),
  rule: z.string(),
  severity: z.enum(SEVERITIES),
  operationId: z.string(),
  probe: z.string(),
});

/** A finding that stays open until its probe is judged again and does not show it. */
export type OpenFinding = ReadonlyDeep<z.output<typeof openFindingSchema>>;

const standingSchema = z.strictObject({
  schemaVersion: z.literal(1),
  runId: z.string(),
  verdict: verdictSchema,
  /** Sorted by fingerprint. Without accepted findings, of which nobody has to be told. */
  open: z.array(openFindingSchema),
});

/** The verdict and the open findings of a target after its last run. */
export type Standing = ReadonlyDeep<z.output<typeof standingSchema>>;

/** The difference that a run made to the standing of its target. */
export interface StandingChange {
  readonly newFindings: readonly OpenFinding[];
  /** Found before, its probe judged again, and not found. A finding that has been accepted since is not among them. */
  readonly gone: readonly OpenFinding[];
  readonly verdictBefore?: RunVerdict;
  readonly after: Standing;
  /** Whether there is something to tell. A first run that conforms tells nothing. */
  readonly isNews: boolean;
}

/** Compares a run with the standing before it. A finding whose probe the run did not judge stays open. Pure. */
export function compareStanding(before: Standing | undefined, record: RunRecord): StandingChange {
  const found = openFindings(record);
  const judged = selectJudgedCases(record);
  const accepted = new Set(record.drift?.stillThere.map(({ fingerprint }) => fingerprint));
  const earlier = before?.open ?? [];
  const known = new Set(earlier.map(({ fingerprint }) => fingerprint));
  // A standing that an earlier version wrote names occurrences.
  const namesOf = new Map(
    record.findings.map(({ fingerprint, occurrences }) => [
      fingerprint,
      [fingerprint, ...occurrences.map((occurrence) => occurrence.fingerprint)],
    ]),
  );
  const current = new Set([...namesOf.values()].flat());
  const absent = earlier.filter(({ fingerprint }) => !current.has(fingerprint) && !accepted.has(fingerprint));
  const newFindings = found.filter(
    ({ fingerprint }) => namesOf.get(fingerprint)?.some((name) => known.has(name)) !== true,
  );
  const gone = absent.filter(({ probe }) => judged.has(probe));
  const open = [...found, ...absent.filter(({ probe }) => !judged.has(probe))];
  return {
    newFindings,
    gone,
    ...defined({ verdictBefore: before?.verdict }),
    after: {
      schemaVersion: 1,
      runId: record.run.id,
      verdict: record.verdict,
      open: open.sort((left, right) => compareText(left.fingerprint, right.fingerprint)),
    },
    isNews: newFindings.length > 0 || gone.length > 0 || isNewVerdict(before, record.verdict),
  };
}

/** Compares a run that ended without a record: its verdict may be news, and every open finding stays open. */
export function compareVerdict(
  before: Standing | undefined,
  ended: { readonly runId: string; readonly verdict: RunVerdict },
): StandingChange {
  return {
    newFindings: [],
    gone: [],
    ...defined({ verdictBefore: before?.verdict }),
    after: { schemaVersion: 1, open: before?.open ?? [], ...ended },
    isNews: isNewVerdict(before, ended.verdict),
  };
}

function isNewVerdict(before: Standing | undefined, verdict: RunVerdict): boolean {
  return verdict !== (before?.verdict ?? 'conforms');
}

function openFindings(record: RunRecord): readonly OpenFinding[] {
  const wanted = new Set(record.drift?.newFindings ?? record.findings.map(({ fingerprint }) => fingerprint));
  return record.findings
    .filter(({ fingerprint }) => wanted.has(fingerprint))
    .map(({ fingerprint, rule, severity, operationId, cases }) => ({
      fingerprint,
      rule,
      severity,
      operationId,
      probe: cases[0] ?? '',
    }));
}

/** Reads the standing after the last run. A file that is torn or of another form counts as none, so that news may be told twice. */
export function readStanding(file: string): Standing | undefined {
  if (!existsSync(file)) return undefined;
  return parseStanding(readFileSync(file, 'utf8'));
}

/** Parses a standing; undefined where the text holds none. */
export function parseStanding(text: string): Standing | undefined {
  try {
    const parsed = standingSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a standing in one step, so that a reader finds the old one or the new one. */
export function writeStanding(file: string, standing: Standing): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileAtomically(file, `${JSON.stringify(standing, null, 2)}\n`);
}
