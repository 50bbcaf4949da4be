import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { endsTorn, readJsonLines } from '../core/files.ts';
import type { Severity } from '../core/severity.ts';
import { historyLineSchema } from '../findings/run-record.ts';
import type { HistoryLine, RunRecord } from '../findings/run-record.ts';

/** Selects the figures of a run that its target's history keeps. Without a baseline every finding counts as new. */
export function toHistoryLine(record: RunRecord): HistoryLine {
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

/** Adds the trend to a record: the last earlier runs, the oldest first, and this one last; at most `limit` lines. */
export function addTrend(record: RunRecord, earlier: readonly HistoryLine[], limit = MOST_RUNS): RunRecord {
  const others = earlier.filter(({ runId }) => runId !== record.run.id);
  return { ...record, trend: [...others, toHistoryLine(record)].slice(-Math.max(1, limit)) };
}

/** Appends a line to a history. A line that a killed run left torn is closed first, so that this one stays whole. */
export function appendHistory(file: string, line: HistoryLine): void {
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${endsTorn(file) ? '\n' : ''}${JSON.stringify(line)}\n`);
}

/** Reads the last lines of a history, the oldest first. Lines that are torn or of another form are left out. */
export function readHistory(file: string, last: number): readonly HistoryLine[] {
  const lines = readJsonLines(file).flatMap((value) => {
    const parsed = historyLineSchema.safeParse(value);
    return parsed.success ? [parsed.data] : [];
  });
  return last <= 0 ? [] : lines.slice(-last);
}
