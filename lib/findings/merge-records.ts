import { defined } from '../core/defined.ts';
import type { Contract } from '../contract/contract.ts';
import { HarnessError } from '../core/errors.ts';
import type { Severity } from '../core/severity.ts';
import { addCounts } from './add-counts.ts';
import { checkShards, withoutShard } from './check-shards.ts';
import { measureStrength } from './contract-strength.ts';
import { decideVerdict, problemsOf } from './decide-verdict.ts';
import type { Finding, Gap } from './finding.ts';
import { measureCoverage } from './measure-coverage.ts';
import { mergeFindings } from './merge-findings.ts';
import { mergeReconciliations } from './merge-reconciliations.ts';
import { mergeObservations } from './merge-observations.ts';
import type { Deviation, Evidence, OperationObservation, RequestFigures, RunFacts, RunRecord } from './run-record.ts';
import { compareText } from '../core/text.ts';
import { keyOfGap, sortCases, sortCells, sortGaps } from './sort-record.ts';

/** What the records of shards do not say of themselves. */
interface MergeOptions {
  /** The contract that the records were made with. */
  readonly contract: Contract;
  readonly failOn: Severity | 'never';
  readonly maxGaps?: number;
}

/**
 * The record of the run that its shards would have been together: the same findings, gaps, matrix, coverage and verdict.
 * Figures of requests and times are sums, since each shard derives its own credentials. The order of the records does not
 * matter. Throws a `HarnessError` where they are not the shards of one plan.
 */
export function mergeRecords(shards: readonly RunRecord[], options: MergeOptions): RunRecord {
  checkShards(shards);
  const { contract } = options;
  const records = [...shards].sort((left, right) => compareText(left.run.id, right.run.id));
  if (records[0]?.run.contract.hash !== contract.hash) {
    throw new HarnessError('usage', `${contract.file} is not the contract that the runs were made with`, [
      `the runs: ${records[0]?.run.contract.hash ?? ''}`,
      `${contract.file}: ${contract.hash}`,
    ]);
  }
  const operations = operationsOf(contract, records);
  const cases = sortCases(records.flatMap((record) => record.cases));
  const matrix = sortCells(
    operations,
    records.flatMap((record) => record.matrix),
  );
  const findings = mergeFindings(records.flatMap((record) => record.findings));
  const gaps = gapsOf(records, operations);
  const leftovers = records.flatMap((record) => record.leftovers);
  const interrupted = records.some((record) => record.verdict === 'interrupted');
  const problems = records.flatMap((record) => problemsOf(record));
  return {
    schemaVersion: 1,
    run: runOf(records, options),
    ...decideVerdict({ ...options, findings, gaps, cases, leftovers, interrupted, problems }),
    findings,
    gaps,
    deviations: deviationsOf(records, operations),
    matrix,
    cases,
    operations,
    coverage: measureCoverage(operations, matrix),
    requests: requestsOf(records),
    notes: uniteByKey(
      records.map((record) => record.notes),
      (note) => note,
    ),
    leftovers,
    strength: measureStrength(contract, operations),
    evidence: evidenceOf(records, findings),
    ...mergeReconciliations(records, { contract, findings }),
  };
}

function runOf(records: readonly RunRecord[], { failOn, maxGaps }: MergeOptions): RunFacts {
  const runs = records.map((record) => record.run);
  const [first] = runs;
  if (first === undefined) throw new Error('records were checked to be two or more');
  const startsMs = runs.map((run) => Date.parse(run.startedAt));
  const endMs = Math.max(...runs.map((run) => Date.parse(run.startedAt) + run.durationMs));
  const startMs = Math.min(...startsMs);
  return {
    ...first,
    id: `${first.id}-merged`,
    startedAt: new Date(startMs).toISOString(),
    durationMs: endMs - startMs,
    selection: withoutShard(first.selection),
    failOn,
    ...defined({ maxGaps }),
  };
}

function operationsOf(contract: Contract, records: readonly RunRecord[]): readonly OperationObservation[] {
  return contract.operations.map(({ id }) => {
    const [first, ...others] = records.flatMap((record) => record.operations.filter((each) => each.operationId === id));
    if (first === undefined) throw new HarnessError('usage', `no record says anything of the operation ${id}`);
    return mergeObservations([first, ...others]);
  });
}

/** What every shard says of the whole plan counts once, and a status that another shard saw is not missing. */
function gapsOf(records: readonly RunRecord[], operations: readonly OperationObservation[]): readonly Gap[] {
  const seen = new Set(
    operations.flatMap((each) => each.statusesSeen.map((status) => `${each.operationId} ${status}`)),
  );
  const wasSeen = ({ operationId = '', status }: Gap): boolean =>
    status !== undefined && seen.has(`${operationId} ${status}`);
  const united = uniteByKey(
    records.map((record) => record.gaps),
    keyOfGap,
  );
  return sortGaps(united.filter((gap) => !wasSeen(gap)));
}

/** All entries, in order of appearance; one that stands in several lists as often as in the list that has it most often. */
function uniteByKey<Entry>(lists: readonly (readonly Entry[])[], keyOf: (entry: Entry) => string): readonly Entry[] {
  const united: Entry[] = [];
  const counts = new Map<string, number>();
  for (const list of lists) {
    const here = new Map<string, number>();
    for (const entry of list) {
      const key = keyOf(entry);
      const count = (here.get(key) ?? 0) + 1;
      here.set(key, count);
      if (count <= (counts.get(key) ?? 0)) continue;
      counts.set(key, count);
      united.push(entry);
    }
  }
  return united;
}

function deviationsOf(
  records: readonly RunRecord[],
  operations: readonly OperationObservation[],
): readonly Deviation[] {
  const order = new Map(operations.map(({ operationId }, index) => [operationId, index]));
  const all = records.flatMap((record) => record.deviations);
  return [...new Map(all.map((deviation) => [deviation.id, deviation])).values()].map((deviation) => {
    const same = all.filter(({ id }) => id === deviation.id);
    const met = same.flatMap((each) => each.operations);
    const isChecked = same.some(({ state }) => state !== 'not-checked');
    return {
      ...deviation,
      operations: met.sort((left, right) => (order.get(left) ?? 0) - (order.get(right) ?? 0)),
      state: met.length > 0 ? 'met' : isChecked ? 'not-met' : 'not-checked',
    };
  });
}

function requestsOf(records: readonly RunRecord[]): RequestFigures {
  const figures = records.map((record) => record.requests);
  const sum = (select: (figure: RequestFigures) => number): number =>
    figures.reduce((total, figure) => total + select(figure), 0);
  return {
    planned: sum((figure) => figure.planned),
    sent: sum((figure) => figure.sent),
    polling: sum((figure) => figure.polling),
    retries: sum((figure) => figure.retries),
    removals: sum((figure) => figure.removals),
    plannedPerOperation: addCounts(...figures.map((figure) => figure.plannedPerOperation)),
    sentPerOperation: addCounts(...figures.map((figure) => figure.sentPerOperation)),
  };
}

const MOST_CASES_PER_FINDING = 2;

/** Each shard keeps the exchanges of the first cases of a finding; of all shards together fewer are first. */
function evidenceOf(records: readonly RunRecord[], findings: readonly Finding[]): readonly Evidence[] {
  const wanted = new Set(findings.flatMap((finding) => finding.cases.slice(0, MOST_CASES_PER_FINDING)));
  return records.flatMap((record) => record.evidence.filter(({ caseId }) => wanted.has(caseId)));
}
