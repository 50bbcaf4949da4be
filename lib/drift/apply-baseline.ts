import { defined } from '../core/defined.ts';
import { compareSeverity, type Severity } from '../core/severity.ts';
import { decideVerdict, type Decision } from '../findings/decide-verdict.ts';
import type { Acceptance, DriftSummary, RunRecord } from '../findings/run-record.ts';
import { probesJudged } from './probes-judged.ts';

/** What findings are held against, and on which day. */
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
 * Holds the findings of a run against what has been accepted. An acceptance counts up to and including its last day, and for
 * a finding that is no worse than it was then. One that was not found is gone only where its probe was judged again; else it was not checked. A verdict that rests on findings
 * is made again from the new ones; any other stays. Pure.
 */
export function applyBaseline(record: RunRecord, options: BaselineOptions): RunRecord {
  const drift = summarise(record, options);
  const known = new Set(drift.stillThere.map(({ fingerprint }) => fingerprint));
  return { ...record, ...decide(record, options, known), drift };
}

function summarise(record: RunRecord, { baselineFile, accepted, today }: BaselineOptions): DriftSummary {
  const found = new Map(record.findings.map(({ fingerprint, severity }) => [fingerprint, severity]));
  const judged = probesJudged(record);
  const sorted = [...accepted].sort((left, right) => (left.fingerprint < right.fingerprint ? -1 : 1));
  const present = sorted.filter(({ fingerprint }) => found.has(fingerprint));
  const absent = sorted.filter(({ fingerprint }) => !found.has(fingerprint));
  const current = present.filter((acceptance) => !isExpired(acceptance, today));
  const worse = current.filter((acceptance) => hasWorsened(acceptance, found.get(acceptance.fingerprint)));
  const stillThere = current.filter((acceptance) => !worse.includes(acceptance));
  const known = new Set(stillThere.map(({ fingerprint }) => fingerprint));
  return {
    baseline: baselineFile,
    newFindings: record.findings.map(({ fingerprint }) => fingerprint).filter((fingerprint) => !known.has(fingerprint)),
    stillThere,
    worse,
    expired: present.filter((acceptance) => isExpired(acceptance, today)),
    gone: absent.filter(({ probe }) => judged.has(probe)),
    notChecked: absent.filter(({ probe }) => !judged.has(probe)),
  };
}

/** What was accepted was no worse than this; nobody has decided about anything worse. */
export function hasWorsened({ severity }: Pick<Acceptance, 'severity'>, now: Severity | undefined): boolean {
  return now !== undefined && compareSeverity(now, severity) < 0;
}

/** Dates of ISO 8601 compare as text. */
export function isExpired({ until }: Pick<Acceptance, 'until'>, today: string): boolean {
  return until < today;
}

function decide(record: RunRecord, options: BaselineOptions, accepted: ReadonlySet<string>): Decision {
  const { verdict, exitCode, because, findings, gaps, cases, leftovers } = record;
  if (verdict !== 'drift' && verdict !== 'conforms') return { verdict, exitCode, because };
  const { failOn, maxGaps } = options;
  const limits = { failOn, ...defined({ maxGaps }) };
  return decideVerdict({ findings, gaps, cases, leftovers, interrupted: false, problems: [], accepted, ...limits });
}
