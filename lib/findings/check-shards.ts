import { HarnessError } from '../core/errors.ts';
import { pluralise } from '../core/text.ts';
import type { RunFacts, RunRecord } from './run-record.ts';

/** What has to be the same in all shards of one plan, by the name that people know it under. */
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

/** Throws a `HarnessError` where records are not all the shards of one plan: their sum would be no run. */
export function checkShards(records: readonly RunRecord[]): void {
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

/** `shard 2/5` in the selection of a run says which one it was; each has to be there once. */
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

/** Shards of everything that were configured differently may have been divided differently: then an operation is in none. */
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

/** A selection as the whole run would have it. */
export function withoutShard(selection: readonly string[]): readonly string[] {
  return selection.filter((entry) => !SHARD.test(entry));
}
