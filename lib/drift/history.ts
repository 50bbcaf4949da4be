import type { Severity } from '../core/severity.ts';
import type { HistoryLine, RunRecord } from '../findings/run-record.ts';

/** The figures of a run that are kept for comparing. Without a baseline every finding counts as new. */
export function lineOf(record: RunRecord): HistoryLine {
  const { run, findings } = record;
  const count = (severity: Severity): number => findings.filter((finding) => finding.severity === severity).length;
  return {
    runId: run.id,
    startedAt: run.startedAt,
    verdict: record.verdict,
    contractHash: run.contract.hash,
    findings: { critical: count('critical'), major: count('major'), minor: count('minor'), info: count('info') },
    newFindings: record.drift?.newFindings.length ?? findings.length,
    gaps: record.gaps.length,
    requests: record.requests.sent,
    durationMs: run.durationMs,
    latencyP95Ms: Object.fromEntries(
      record.operations
        .filter(({ requests, latencyP95Ms }) => requests > 0 && latencyP95Ms > 0)
        .map(({ operationId, latencyP95Ms }) => [operationId, latencyP95Ms]),
    ),
  };
}

const MOST_RUNS = 30;

/** The record with its trend: the last earlier runs, the oldest first, and this one last; `limit` lines in all. */
export function withTrend(record: RunRecord, earlier: readonly HistoryLine[], limit = MOST_RUNS): RunRecord {
  const others = earlier.filter(({ runId }) => runId !== record.run.id);
  return { ...record, trend: [...others, lineOf(record)].slice(-Math.max(1, limit)) };
}
