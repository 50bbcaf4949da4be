import type { Contract } from '../contract/contract.ts';
import { defined } from '../core/defined.ts';
import { HarnessError } from '../core/errors.ts';
import type { Severity } from '../core/severity.ts';
import { compareText, pluralise, sortDistinct } from '../core/text.ts';
import { measureStrength } from './contract-strength.ts';
import { decideVerdict } from './decide-verdict.ts';
import type { Gap, Occurrence } from './finding.ts';
import { followRenamed } from './follow-renamed.ts';
import { leaveOutSeen } from './leave-out-seen.ts';
import { lookUpCauses, mergeIntoCauses, occurrencesOf } from './merge-into-causes.ts';
import { addCounts, measureCoverage } from './measure-coverage.ts';
import { mergeReconciliations } from './merge-reconciliations.ts';
import type { Deviation, Evidence, OperationObservation, RequestFigures, RunFacts, RunRecord } from './run-record.ts';
import { keyOfGap, mergeFindings, sortCases, sortCells, sortGaps } from './assemble-record.ts';

/** The contract of the shards, and the limits of the merged run. */
interface MergeOptions {
  /** The contract that the records were made with. */
  readonly contract: Contract;
  readonly failOn: Severity | 'never';
  readonly maxGaps?: number;
}

/**
 * Merges the records of shards, in any order, into the record that one run of the whole plan would have made: the same
 * findings, gaps, matrix, coverage and verdict. Figures of requests and times are sums, since each shard derives its own
 * credentials. Throws a `HarnessError` where the records are not the shards of one plan.
 */
export function mergeRecords(shards: readonly RunRecord[], options: MergeOptions): RunRecord {
  checkShards(shards);
  const { contract } = options;
  const records = [...shards].sort((left, right) => compareText(left.run.id, right.run.id));
  const [first] = records;
  if (first?.run.contract.hash !== contract.hash) {
    throw new HarnessError('usage', `${contract.file} is not the contract that the runs were made with`, [
      `the runs: ${first?.run.contract.hash ?? ''}`,
      `${contract.file}: ${contract.hash}`,
    ]);
  }
  const operations = mergeOperations(contract, records);
  const matrix = sortCells(
    contract.platform,
    operations,
    records.flatMap((record) => record.matrix),
  );
  // A shard may have reported what another one has seen, or knows to follow from a renamed member.
  const { occurrences, cases: outcomes } = followRenamed(
    leaveOutSeen(mergeFindings(records.flatMap((record) => occurrencesOf(record.findings))), operations, contract),
    records.flatMap((record) => record.cases),
  );
  const cases = sortCases(outcomes);
  const findings = mergeIntoCauses(occurrences, lookUpCauses(contract));
  const gaps = mergeGaps(records, operations);
  const leftovers = records.flatMap((record) => record.leftovers);
  const interrupted = records.some((record) => record.verdict === 'interrupted');
  const problems = records.flatMap((record) => record.problems);
  return {
    schemaVersion: 2,
    run: mergeFacts(records, options),
    ...decideVerdict({ ...options, findings, gaps, cases, leftovers, interrupted, problems }),
    problems,
    findings,
    gaps,
    deviations: mergeDeviations(records, operations),
    matrix,
    cases,
    operations,
    coverage: measureCoverage(operations, matrix, first.coverage.matrixCells.of),
    requests: sumRequests(records),
    notes: uniteByKey(
      records.map((record) => record.notes),
      (note) => note,
    ),
    leftovers,
    ...defined({ failedSteps: records.find(({ failedSteps }) => failedSteps !== undefined)?.failedSteps }),
    strength: measureStrength(contract, operations),
    evidence: selectEvidence(records, occurrences),
    ...mergeReconciliations(
      records.map(({ findings: found, reconciliation }) => ({
        findings: occurrencesOf(found),
        ...defined({ reconciliation }),
      })),
      { contract, findings: occurrences },
    ),
  };
}

function mergeFacts(records: readonly RunRecord[], { failOn, maxGaps }: MergeOptions): RunFacts {
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

function mergeOperations(contract: Contract, records: readonly RunRecord[]): readonly OperationObservation[] {
  // A run of one service says nothing of the operations of the other.
  return contract.operations.flatMap(({ id }) => {
    const [first, ...others] = records.flatMap((record) => record.operations.filter((each) => each.operationId === id));
    return first === undefined ? [] : [mergeObservations([first, ...others])];
  });
}

/** Merges gaps: one that each shard has counts once, and a status that another shard saw is not missing. */
function mergeGaps(records: readonly RunRecord[], operations: readonly OperationObservation[]): readonly Gap[] {
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

/** Unites lists in order of appearance: `[a, a]` and `[a, b]` give `[a, a, b]`, as often as the list that has an entry most often. */
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

function mergeDeviations(
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

function sumRequests(records: readonly RunRecord[]): RequestFigures {
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

const MOST_CASES_PER_OCCURRENCE = 2;

/** Selects the exchanges of the first cases of each occurrence. Each shard has kept those of its own first cases. */
function selectEvidence(records: readonly RunRecord[], occurrences: readonly Occurrence[]): readonly Evidence[] {
  const wanted = new Set(occurrences.flatMap(({ cases }) => cases.slice(0, MOST_CASES_PER_OCCURRENCE)));
  return records.flatMap((record) => record.evidence.filter(({ caseId }) => wanted.has(caseId)));
}

/** The facts that all shards of one plan share, with the names that people know them under. */
const SHARED: readonly (readonly [name: string, valueOf: (run: RunFacts) => string])[] = [
  ['contract', (run) => `${run.contract.title} ${run.contract.version} (${run.contract.hash.slice(0, 12)})`],
  ['contract hash', (run) => run.contract.hash],
  ['seed', (run) => run.seed],
  ['kind of target', (run) => run.target.kind],
  ['target', (run) => run.target.name],
  ['profile', (run) => run.profile],
  ['faults', (run) => [...run.faults].sort().join(', ')],
  ['selection', (run) => withoutShard(run.selection).join(', ')],
  ['version of conform', (run) => run.tool.version],
];

/** Throws a `HarnessError` where records are not all the shards of one plan. */
function checkShards(records: readonly RunRecord[]): void {
  const [first] = records;
  if (first === undefined || records.length < 2)
    throw new HarnessError('usage', 'merging takes the records of two runs or more');
  for (const other of records.slice(1)) checkShared(first.run, other.run);
  checkComplete(records);
  checkCasesOnce(records);
  checkEveryOperation(records);
}

function checkShared(first: RunFacts, other: RunFacts): void {
  for (const [name, valueOf] of SHARED) {
    if (valueOf(first) === valueOf(other)) continue;
    throw new HarnessError('usage', `${first.id} and ${other.id} are not shards of one plan: the ${name} differs`, [
      `${first.id}: ${valueOf(first)}`,
      `${other.id}: ${valueOf(other)}`,
    ]);
  }
}

function checkCasesOnce(records: readonly RunRecord[]): void {
  const owners = new Map<string, string>();
  for (const { run, cases } of records) {
    for (const { id } of cases) {
      const owner = owners.get(id);
      if (owner !== undefined)
        throw new HarnessError('usage', `the case ${id} is in ${owner} and in ${run.id}`, ['name each shard once']);
      owners.set(id, run.id);
    }
  }
}

/** Checks that each shard is there once. The selection of a run names its shard: `shard 2/5`. */
function checkComplete(records: readonly RunRecord[]): void {
  const shards = records.map(({ run }) => shardOf(run));
  const totals = new Set(shards.map((shard) => shard.split('/')[1]));
  if (totals.size > 1)
    throw new HarnessError('usage', `shards of several divisions cannot be merged: ${shards.join(', ')}`);
  const repeated = shards.find((shard, index) => shards.indexOf(shard) !== index);
  if (repeated !== undefined)
    throw new HarnessError('usage', `${repeated} is there more than once`, ['name each shard once']);
  const total = Number([...totals][0]);
  const missing = Array.from({ length: total }, (_, index) => `shard ${index + 1}/${total}`).filter(
    (shard) => !shards.includes(shard),
  );
  if (missing.length > 0)
    throw new HarnessError(
      'usage',
      `not all shards are there: ${missing.join(', ')} ${pluralise(missing.length, 'is', 'are')} missing`,
    );
}

function shardOf(run: RunFacts): string {
  const shard = run.selection.find((entry) => SHARD.test(entry));
  if (shard === undefined)
    throw new HarnessError('usage', `${run.id} is not a shard: it was not made with --shard`, [
      'only the runs of `conform run --shard i/n` can be merged: nobody could tell whether another one is missing',
    ]);
  return shard;
}

/** Checks that each operation is in a shard. Shards that were configured differently may have divided the plan differently. */
function checkEveryOperation(records: readonly RunRecord[]): void {
  const [first] = records;
  if (first === undefined || withoutShard(first.run.selection).length > 0) return;
  const covered = new Set(records.flatMap(({ cases }) => cases.map(({ operationId }) => operationId)));
  const [missing] = first.operations.filter(({ operationId }) => !covered.has(operationId));
  if (missing !== undefined)
    throw new HarnessError('usage', `no shard has a case of the operation ${missing.operationId}`, [
      'all shards have to have the same configuration, or they divide the plan differently',
    ]);
}

const SHARD = /^shard \d+\/\d+$/;

/** Returns the selection of the whole run. */
function withoutShard(selection: readonly string[]): readonly string[] {
  return selection.filter((entry) => !SHARD.test(entry));
}

/** Merges the observations of one operation, as if one run had made them. Never seen is what no run saw. */
function mergeObservations(
  observations: readonly [OperationObservation, ...OperationObservation[]],
): OperationObservation {
  const [first] = observations;
  const unite = (select: (observation: OperationObservation) => readonly string[]): readonly string[] =>
    sortDistinct(observations.flatMap(select));
  const without = (names: readonly string[], seen: readonly string[]): readonly string[] =>
    names.filter((name) => !seen.includes(name));
  const membersSeen = unite((each) => each.membersSeen);
  const enumValuesSeen = unite((each) => each.enumValuesSeen);
  return {
    operationId: first.operationId,
    exercised: observations.some((each) => each.exercised),
    statusesSeen: unite((each) => each.statusesSeen),
    statusesDeclared: first.statusesDeclared,
    mediaTypesSeen: unite((each) => each.mediaTypesSeen),
    membersSeen,
    membersNeverSeen: without(
      unite((each) => each.membersNeverSeen),
      membersSeen,
    ),
    membersUndeclared: unite((each) => each.membersUndeclared),
    enumValuesSeen,
    enumValuesNeverSeen: without(
      unite((each) => each.enumValuesNeverSeen),
      enumValuesSeen,
    ),
    requests: observations.reduce((sum, each) => sum + each.requests, 0),
    latencyP95Ms: Math.max(...observations.map((each) => each.latencyP95Ms)),
  };
}
