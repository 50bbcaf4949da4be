import { defined } from '../core/defined.ts';
import { compareSeverity, type Severity } from '../core/severity.ts';
import { compareText } from '../core/text.ts';
import { decideVerdict, type Decision } from '../findings/decide-verdict.ts';
import type { Finding, Occurrence } from '../findings/finding.ts';
import type { Acceptance, DriftSummary, RunRecord } from '../findings/run-record.ts';
import { selectJudgedCases } from './compare-runs.ts';

/** The baseline that findings are held against, and the day. */
export interface BaselineOptions {
  /** As it was named; it stands in the report. */
  readonly baselineFile: string;
  readonly accepted: readonly Acceptance[];
  /** ISO 8601 date. */
  readonly today: string;
  readonly failOn: Severity | 'never';
  readonly maxGaps?: number;
}

/**
 * Adds the drift to a record: its findings held against the acceptances of its target. An acceptance names a finding, with the
 * operations that it was on, or one of its occurrences. It counts up to and including its last day, and only for what is no
 * worse than it was then. A finding is known where every occurrence of it is accepted. What was not found is gone where its
 * probe was judged again, and not checked elsewhere. A verdict that rests on findings is decided again by the new ones; any
 * other stays. Pure.
 */
export function applyBaseline(record: RunRecord, options: BaselineOptions): RunRecord {
  const drift = summarise(record, options);
  const open = new Set(drift.newFindings);
  const known = new Set(record.findings.flatMap(({ fingerprint }) => (open.has(fingerprint) ? [] : [fingerprint])));
  return { ...record, ...decide(record, options, known), drift };
}

function summarise(record: RunRecord, { baselineFile, accepted, today }: BaselineOptions): DriftSummary {
  const judged = selectJudgedCases(record);
  const sorted = [...accepted].sort((left, right) => compareText(left.fingerprint, right.fingerprint));
  const found = indexByFingerprint(record.findings);
  const present = sorted.filter(({ fingerprint }) => found.has(fingerprint));
  const absent = sorted.filter(({ fingerprint }) => !found.has(fingerprint));
  const current = present.filter((acceptance) => !isExpired(acceptance, today));
  const worse = current.filter((acceptance) => hasWorsened(acceptance, found.get(acceptance.fingerprint)));
  return {
    baseline: baselineFile,
    newFindings: listUncovered(record.findings, current),
    stillThere: current.filter((acceptance) => !worse.includes(acceptance)),
    worse,
    expired: present.filter((acceptance) => isExpired(acceptance, today)),
    gone: absent.filter(({ probe }) => judged.has(probe)),
    notChecked: absent.filter(({ probe }) => !judged.has(probe)),
  };
}

/** Maps each fingerprint that an acceptance may name to the occurrences that it is about: all of a finding, or one. */
function indexByFingerprint(findings: readonly Finding[]): ReadonlyMap<string, readonly Occurrence[]> {
  return new Map(
    findings.flatMap(({ fingerprint, occurrences }) => [
      ...occurrences.map((occurrence) => [occurrence.fingerprint, [occurrence]] as const),
      [fingerprint, occurrences] as const,
    ]),
  );
}

/** Lists the fingerprints of the findings that have an occurrence which no acceptance covers. */
export function listUncovered(findings: readonly Finding[], accepted: readonly Acceptance[]): readonly string[] {
  const byFingerprint = new Map(accepted.map((acceptance) => [acceptance.fingerprint, acceptance]));
  return findings
    .filter(({ fingerprint, occurrences }) =>
      occurrences.some(
        (occurrence) =>
          ![fingerprint, occurrence.fingerprint].some((name) => covers(byFingerprint.get(name), occurrence)),
      ),
    )
    .map(({ fingerprint }) => fingerprint);
}

/** Whether an acceptance that names an occurrence, or its finding, accepts it as it is now. */
function covers(acceptance: Acceptance | undefined, { operationId, severity }: Occurrence): boolean {
  if (acceptance === undefined || compareSeverity(severity, acceptance.severity) < 0) return false;
  return acceptance.operations?.includes(operationId) ?? true;
}

/** Whether anything that an acceptance names is more severe now, or on another operation. Nobody has decided about that. */
function hasWorsened(acceptance: Acceptance, now: readonly Occurrence[] | undefined): boolean {
  return now?.some((occurrence) => !covers(acceptance, occurrence)) === true;
}

/** Whether the last day of an acceptance has passed. Dates of ISO 8601 compare as text. */
export function isExpired({ until }: Pick<Acceptance, 'until'>, today: string): boolean {
  return until < today;
}

function decide(record: RunRecord, options: BaselineOptions, accepted: ReadonlySet<string>): Decision {
  const { verdict, exitCode, because, findings, gaps, cases, leftovers, problems } = record;
  if (verdict !== 'drift' && verdict !== 'conforms') return { verdict, exitCode, because };
  const { failOn, maxGaps } = options;
  const limits = { failOn, ...defined({ maxGaps }) };
  return decideVerdict({ findings, gaps, cases, leftovers, interrupted: false, problems, accepted, ...limits });
}

/** The state of one acceptance by a run: `worse` is there and more severe, or on more operations, than when it was accepted, `unknown` is without a run. */
export interface AcceptanceState {
  readonly acceptance: Acceptance;
  readonly state: 'still-there' | 'worse' | 'gone' | 'not-checked' | 'unknown';
  /** The number of days after today on which it still counts; negative where it has expired. */
  readonly daysLeft: number;
  readonly isExpired: boolean;
}

/** Lists the state of each acceptance by a run, in the order given. Pure. */
export function listAcceptanceStates(
  accepted: readonly Acceptance[],
  record: RunRecord | undefined,
  today: string,
): readonly AcceptanceState[] {
  const found = indexByFingerprint(record?.findings ?? []);
  const judged = record === undefined ? new Set<string>() : selectJudgedCases(record);
  const stateOf = (acceptance: Acceptance): AcceptanceState['state'] => {
    const { fingerprint, probe } = acceptance;
    if (record === undefined) return 'unknown';
    if (hasWorsened(acceptance, found.get(fingerprint))) return 'worse';
    if (found.has(fingerprint)) return 'still-there';
    return judged.has(probe) ? 'gone' : 'not-checked';
  };
  return accepted.map((acceptance) => ({
    acceptance,
    state: stateOf(acceptance),
    daysLeft: daysBetween(today, acceptance.until),
    isExpired: isExpired(acceptance, today),
  }));
}

const DAY_MS = 86_400_000;

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}
