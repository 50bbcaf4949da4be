import type { Finding } from '../findings/finding.ts';
import type { RunRecord, RunVerdict } from '../findings/run-record.ts';
import { probesJudged } from './probes-judged.ts';

/** A finding as it is remembered until its probe is judged again. */
export type OpenFinding = Pick<Finding, 'fingerprint' | 'rule' | 'severity' | 'operationId'> & {
  readonly probe: string;
};

/** What is known of a target after its last run. */
export interface Standing {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly verdict: RunVerdict;
  /** Accepted ones are none of them: nobody has to be told. Sorted by fingerprint. */
  readonly open: readonly OpenFinding[];
}

/** What a run changed in what was known of its target. */
export interface StandingChange {
  readonly newFindings: readonly OpenFinding[];
  /** Found before, its probe judged again, and not found. What has been accepted since is not gone, and is not told. */
  readonly gone: readonly OpenFinding[];
  readonly verdictBefore?: RunVerdict;
  readonly after: Standing;
  /** Whether there is something to tell. A first run that conforms tells nothing. */
  readonly isNews: boolean;
}

/** Holds a run against what was known before. What a run did not judge is as open as it was. Pure. */
export function compareStanding(before: Standing | undefined, record: RunRecord): StandingChange {
  const found = openFindings(record);
  const judged = probesJudged(record);
  const accepted = new Set(record.drift?.stillThere.map(({ fingerprint }) => fingerprint));
  const earlier = before?.open ?? [];
  const known = new Set(earlier.map(({ fingerprint }) => fingerprint));
  const current = new Set(found.map(({ fingerprint }) => fingerprint));
  const absent = earlier.filter(({ fingerprint }) => !current.has(fingerprint) && !accepted.has(fingerprint));
  const newFindings = found.filter(({ fingerprint }) => !known.has(fingerprint));
  const gone = absent.filter(({ probe }) => judged.has(probe));
  const open = [...found, ...absent.filter(({ probe }) => !judged.has(probe))];
  return {
    newFindings,
    gone,
    ...(before === undefined ? {} : { verdictBefore: before.verdict }),
    after: {
      schemaVersion: 1,
      runId: record.run.id,
      verdict: record.verdict,
      open: open.sort((left, right) => (left.fingerprint < right.fingerprint ? -1 : 1)),
    },
    isNews: newFindings.length > 0 || gone.length > 0 || isNewVerdict(before, record.verdict),
  };
}

/** The same for a run that ended without a record: it says nothing of any finding. */
export function compareVerdict(
  before: Standing | undefined,
  ended: { readonly runId: string; readonly verdict: RunVerdict },
): StandingChange {
  return {
    newFindings: [],
    gone: [],
    ...(before === undefined ? {} : { verdictBefore: before.verdict }),
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
