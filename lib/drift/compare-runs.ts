import type { Finding, Gap } from '../findings/finding.ts';
import type { Count, Coverage, OperationObservation, RunFacts, RunRecord } from '../findings/run-record.ts';
import { operationsOf } from '../findings/merge-into-causes.ts';
import { keyOfGap } from '../findings/assemble-record.ts';

/** A finding of both runs that is not quite the same in the later one. */
export interface ChangedFinding {
  readonly earlier: Finding;
  readonly later: Finding;
  readonly changes: readonly ('severity' | 'expected' | 'seen' | 'number of cases' | 'operations')[];
  /** Operations that only the later run found it on. */
  readonly joined: readonly string[];
  /** Operations that only the earlier run found it on, whose probe was judged again. */
  readonly left: readonly string[];
}

/** The change of the latency of an operation between two runs. */
interface LatencyChange {
  readonly operationId: string;
  readonly earlierMs: number;
  readonly laterMs: number;
  readonly ratio: number;
  /** More than twice as slow, and by more than a tenth of a second. */
  readonly isSlower: boolean;
}

/** Two runs side by side. Every finding of either is in exactly one of the first five lists. */
export interface RunComparison {
  readonly earlier: RunFacts;
  readonly later: RunFacts;
  readonly newFindings: readonly Finding[];
  /** All its probes were judged again in the later run, and it was not found. */
  readonly gone: readonly Finding[];
  readonly stillThere: readonly Finding[];
  readonly changed: readonly ChangedFinding[];
  /** Not found in the later run, which did not judge all its probes. */
  readonly notChecked: readonly Finding[];
  /** Fingerprints of the new findings of which the earlier run judged no probe. They may be older than they look. */
  readonly firstLooks: readonly string[];
  readonly operationsAdded: readonly string[];
  readonly operationsVanished: readonly string[];
  /** Operations that both runs called, the one that has become slowest first. */
  readonly latency: readonly LatencyChange[];
  readonly gapsOpened: readonly Gap[];
  readonly gapsClosed: readonly Gap[];
  readonly coverage: Readonly<Record<keyof Coverage, { readonly earlier: Count; readonly later: Count }>>;
}

/** Compares two runs: the findings that only one of them has, and the changes of those that both have. Pure. */
export function compareRuns(earlier: RunRecord, later: RunRecord): RunComparison {
  const before = byFingerprint(earlier.findings);
  const after = byFingerprint(later.findings);
  const judgedBefore = selectJudgedCases(earlier);
  const judgedAfter = selectJudgedCases(later);
  const newFindings = later.findings.filter(({ fingerprint }) => !before.has(fingerprint));
  const absent = earlier.findings.filter(({ fingerprint }) => !after.has(fingerprint));
  const pairs = later.findings.flatMap((finding) => pairOf(before.get(finding.fingerprint), finding, judgedAfter));
  return {
    earlier: earlier.run,
    later: later.run,
    newFindings,
    gone: absent.filter((finding) => probesOf(finding).every((probe) => judgedAfter.has(probe))),
    stillThere: pairs.filter(({ changes }) => changes.length === 0).map((pair) => pair.later),
    changed: pairs.filter(({ changes }) => changes.length > 0),
    notChecked: absent.filter((finding) => !probesOf(finding).every((probe) => judgedAfter.has(probe))),
    firstLooks: newFindings
      .filter((finding) => !probesOf(finding).some((probe) => judgedBefore.has(probe)))
      .map((finding) => finding.fingerprint),
    operationsAdded: missingFrom(earlier.operations, later.operations),
    operationsVanished: missingFrom(later.operations, earlier.operations),
    latency: latencyOf(earlier.operations, later.operations),
    gapsOpened: gapsMissingFrom(earlier.gaps, later.gaps),
    gapsClosed: gapsMissingFrom(later.gaps, earlier.gaps),
    coverage: coverageOf(earlier.coverage, later.coverage),
  };
}

function byFingerprint(findings: readonly Finding[]): ReadonlyMap<string, Finding> {
  return new Map(findings.map((finding) => [finding.fingerprint, finding]));
}

/** Lists the canonical case of each occurrence of a finding, which is its first. */
function probesOf({ occurrences }: Finding): readonly string[] {
  return occurrences.map(({ cases }) => cases[0] ?? '');
}

function pairOf(
  earlier: Finding | undefined,
  later: Finding,
  judgedAfter: ReadonlySet<string>,
): readonly ChangedFinding[] {
  if (earlier === undefined) return [];
  const [before, after] = [operationsOf(earlier), operationsOf(later)];
  const joined = after.filter((id) => !before.includes(id));
  const wasJudged = new Set(
    earlier.occurrences.flatMap(({ operationId, cases }) => (judgedAfter.has(cases[0] ?? '') ? [operationId] : [])),
  );
  const left = before.filter((id) => !after.includes(id) && wasJudged.has(id));
  const areSame = joined.length === 0 && left.length === 0;
  const changes: ChangedFinding['changes'][number][] = [];
  if (earlier.severity !== later.severity) changes.push('severity');
  // What the contract says, and how often it was shown, differs with the operations.
  if (areSame && earlier.expected !== later.expected) changes.push('expected');
  if (earlier.seen !== later.seen) changes.push('seen');
  if (areSame && earlier.cases.length !== later.cases.length) changes.push('number of cases');
  if (!areSame) changes.push('operations');
  return [{ earlier, later, changes, joined, left }];
}

function missingFrom(
  known: readonly OperationObservation[],
  operations: readonly OperationObservation[],
): readonly string[] {
  const ids = new Set(known.map(({ operationId }) => operationId));
  return operations.map(({ operationId }) => operationId).filter((id) => !ids.has(id));
}

function gapsMissingFrom(known: readonly Gap[], gaps: readonly Gap[]): readonly Gap[] {
  const keys = new Set(known.map(keyOfGap));
  return gaps.filter((gap) => !keys.has(keyOfGap(gap)));
}

const SLOWER_RATIO = 2;
const SLOWER_BY_MS = 100;

function latencyOf(
  earlier: readonly OperationObservation[],
  later: readonly OperationObservation[],
): readonly LatencyChange[] {
  const before = new Map(earlier.filter(wasTimed).map((each) => [each.operationId, each.latencyP95Ms]));
  return later
    .filter(wasTimed)
    .flatMap(({ operationId, latencyP95Ms }) => {
      const earlierMs = before.get(operationId);
      return earlierMs === undefined ? [] : [compareLatency(operationId, earlierMs, latencyP95Ms)];
    })
    .sort((left, right) => Number(right.isSlower) - Number(left.isSlower) || right.ratio - left.ratio);
}

/** Whether a run measured the latency of an operation, which takes a successful answer. */
function wasTimed({ requests, latencyP95Ms }: OperationObservation): boolean {
  return requests > 0 && latencyP95Ms > 0;
}

function compareLatency(operationId: string, earlierMs: number, laterMs: number): LatencyChange {
  // Latencies are whole milliseconds; 0 means less than one.
  const ratio = Math.round((Math.max(1, laterMs) / Math.max(1, earlierMs)) * 100) / 100;
  return { operationId, earlierMs, laterMs, ratio, isSlower: isSlower(earlierMs, laterMs) };
}

/** Whether an operation is more than twice as slow, and by more than a tenth of a second. Less than that varies between runs. */
export function isSlower(earlierMs: number, laterMs: number): boolean {
  return laterMs > SLOWER_RATIO * earlierMs && laterMs - earlierMs > SLOWER_BY_MS;
}

function coverageOf(earlier: Coverage, later: Coverage): RunComparison['coverage'] {
  const pair = (name: keyof Coverage): { readonly earlier: Count; readonly later: Count } => ({
    earlier: earlier[name],
    later: later[name],
  });
  return {
    operations: pair('operations'),
    statuses: pair('statuses'),
    members: pair('members'),
    enumValues: pair('enumValues'),
    matrixCells: pair('matrixCells'),
    variants: pair('variants'),
  };
}

/** Selects the ids of the cases that a run has judged. Only these can show that a finding is gone. */
export function selectJudgedCases({ cases }: Pick<RunRecord, 'cases'>): ReadonlySet<string> {
  return new Set(cases.filter(({ state }) => state === 'passed' || state === 'failed').map(({ id }) => id));
}
