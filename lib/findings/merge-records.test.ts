import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Contract } from '../contract/contract.ts';
import { readContract } from '../contract/read-spec.ts';
import type { Finding, Occurrence } from './finding.ts';
import { lookUpCauses, mergeIntoCauses } from './merge-into-causes.ts';
import { mergeRecords } from './merge-records.ts';
import type { RunFacts, RunRecord } from './run-record.ts';
import {
  testCase,
  testFinding,
  testObservation,
  testOccurrence,
  testRun,
  testShard,
} from '../../tests/support/test-record.ts';
import { choosePlatform } from '../platform/platforms.ts';

let contract: Contract;
let options: { readonly contract: Contract; readonly failOn: 'major' };
beforeAll(async () => {
  const read = await readContract(join(import.meta.dirname, '..', '..', 'spec', 'management.yaml'), {
    choosePlatform,
    validate: false,
  });
  if (!read.ok) throw new Error('the contract cannot be read');
  contract = read.value;
  options = { contract, failOn: 'major' };
});

function shard(index: number, changes: Partial<RunRecord> = {}, run: Partial<RunFacts> = {}, of = 2): RunRecord {
  return testShard(contract, index, changes, run, of);
}

function causesOf(...occurrences: readonly Occurrence[]): readonly Finding[] {
  return mergeIntoCauses(occurrences, lookUpCauses(contract));
}

function observing(changes: Parameters<typeof testObservation>[1]): Pick<RunRecord, 'operations'> {
  return {
    operations: contract.operations.map(({ id }, at) => testObservation(id, at === 0 ? changes : { exercised: false })),
  };
}

describe('mergeRecords', () => {
  it('unites the cases of a finding that several shards show, with the words of the first', () => {
    const left = shard(1, { findings: [testFinding('a', { cases: ['c2', 'c9'], seen: 'second' })] });
    const right = shard(2, {
      findings: [testFinding('b', { severity: 'critical' }), testFinding('a', { cases: ['c1'], seen: 'first' })],
    });
    const { findings, verdict, because } = mergeRecords([left, right], options);
    expect(findings).toEqual([
      ...causesOf(testOccurrence('b', { severity: 'critical' })),
      ...causesOf(testOccurrence('a', { cases: ['c1', 'c2', 'c9'], seen: 'first' })),
    ]);
    expect({ verdict, because }).toEqual({ verdict: 'drift', because: '2 findings at or above major' });
  });

  it('gives the same record in whatever order the shards are named', () => {
    const records = [
      shard(1, { findings: [testFinding('a')] }, {}, 3),
      shard(2, { notes: ['n'] }, {}, 3),
      shard(3, {}, {}, 3),
    ];
    expect(mergeRecords([...records].reverse(), options)).toEqual(mergeRecords(records, options));
  });

  it('calls never seen what no shard saw', () => {
    const left = shard(
      1,
      observing({
        statusesSeen: ['200'],
        membersSeen: ['200 /id'],
        membersNeverSeen: ['200 /name', '200 /slug'],
        latencyP95Ms: 5,
      }),
    );
    const right = shard(
      2,
      observing({
        statusesSeen: ['404'],
        membersSeen: ['200 /slug'],
        membersNeverSeen: ['200 /id', '200 /name'],
        latencyP95Ms: 9,
      }),
    );
    const { operations, coverage } = mergeRecords([left, right], options);
    expect(operations[0]).toMatchObject({
      statusesSeen: ['200', '404'],
      membersSeen: ['200 /id', '200 /slug'],
      membersNeverSeen: ['200 /name'],
      requests: 2,
      latencyP95Ms: 9,
    });
    expect(coverage.members).toEqual({ done: 2, of: 3 });
    expect(coverage.operations).toEqual({ done: 1, of: contract.operations.length });
  });

  it('drops the gap of a status that another shard saw, and counts once what all say', () => {
    const operationId = contract.operations[0]?.id ?? '';
    const untested = (status: string): RunRecord['gaps'][number] => ({
      rule: 'gap.status-untested',
      operationId,
      status,
      reason: `nothing brings the declared ${status} about`,
    });
    const left = shard(1, { gaps: [untested('404'), untested('503')], ...observing({ statusesSeen: ['200'] }) });
    const right = shard(2, { gaps: [untested('503')], ...observing({ statusesSeen: ['404'] }) });
    expect(mergeRecords([left, right], options).gaps).toEqual([untested('503')]);
  });

  it('sums what was planned and sent', () => {
    const figures = {
      planned: 3,
      sent: 2,
      polling: 1,
      retries: 1,
      removals: 3,
      plannedPerOperation: { a: 1, b: 2 },
      sentPerOperation: { a: 2 },
    };
    const other = { ...figures, plannedPerOperation: { b: 1, c: 2 } };
    expect(mergeRecords([shard(1, { requests: figures }), shard(2, { requests: other })], options).requests).toEqual({
      planned: 6,
      sent: 4,
      polling: 2,
      retries: 2,
      removals: 6,
      plannedPerOperation: { a: 1, b: 3, c: 2 },
      sentPerOperation: { a: 4 },
    });
  });

  it('lasts from the first start to the last end', () => {
    const left = shard(1, {}, { startedAt: '2026-11-25T02:00:00.000Z', durationMs: 1000 });
    const right = shard(2, {}, { startedAt: '2026-11-25T02:00:03.000Z', durationMs: 2000 });
    expect(mergeRecords([right, left], options).run).toMatchObject({
      id: 'run-1-merged',
      startedAt: '2026-11-25T02:00:00.000Z',
      durationMs: 5000,
    });
  });

  it('is met where one shard met a deviation', () => {
    const known = { id: 'key', reason: 'known', tier: 'org-key' };
    const left = shard(1, { deviations: [{ ...known, operations: [], state: 'not-checked' }] });
    const right = shard(2, { deviations: [{ ...known, operations: ['getOrg'], state: 'met' }] });
    expect(mergeRecords([left, right], options).deviations).toEqual([
      { ...known, operations: ['getOrg'], state: 'met' },
    ]);
  });

  it('is not green where a shard failed in itself, left something or was interrupted', () => {
    const broken = shard(2, { verdict: 'could-not-judge', problems: ['no file'] });
    expect(mergeRecords([shard(1), broken], options)).toMatchObject({
      verdict: 'could-not-judge',
      exitCode: 3,
      because: 'the suites themselves failed: no file',
      problems: ['no file'],
    });
    const leftovers = [{ kind: 'org', name: 'e2e-1', removal: 'curl' }];
    expect(mergeRecords([shard(1), shard(2, { leftovers })], options).exitCode).toBe(4);
    expect(mergeRecords([shard(1), shard(2, { verdict: 'interrupted' })], options).exitCode).toBe(130);
  });

  it('is green where one shard had nothing to do and another judged', () => {
    const idle = shard(2, {
      cases: [],
      verdict: 'could-not-judge',
      exitCode: 3,
      because: 'nothing could be exercised',
    });
    expect(mergeRecords([shard(1), idle], options).verdict).toBe('conforms');
  });

  it.each<[string, Partial<RunFacts>]>([
    ['contract', { contract: { ...testRun().contract, hash: '00'.repeat(32) } }],
    ['seed', { seed: '2' }],
    ['kind of target', { target: { ...testRun().target, kind: 'production' } }],
    ['profile', { profile: 'smoke' }],
    ['faults', { faults: ['drops-export-route'] }],
    ['selection', { selection: ['getMe', 'shard 2/2'] }],
  ])('refuses shards whose %s differs', (name, run) => {
    expect(() => mergeRecords([shard(1), shard(2, {}, run)], options)).toThrow(
      `not shards of one plan: the ${name} differs`,
    );
  });

  it('refuses one run twice, and a single one', () => {
    expect(() => mergeRecords([shard(1), shard(1)], options)).toThrow('shard 1/2 is there more than once');
    expect(() => mergeRecords([shard(1)], options)).toThrow('two runs or more');
  });

  it('refuses shards that have a case in common', () => {
    const both = { cases: [testCase('case-1')] };
    expect(() => mergeRecords([shard(1, both), shard(2, both)], options)).toThrow(
      'the case case-1 is in run-1 and in run-2',
    );
  });

  it('refuses a contract that the runs were not made with', () => {
    const other = { ...contract, hash: 'another' };
    expect(() => mergeRecords([shard(1), shard(2)], { contract: other, failOn: 'major' })).toThrow(
      'is not the contract',
    );
  });

  it('refuses an incomplete set of shards', () => {
    const of = (index: number): RunRecord => shard(index, {}, {}, 3);
    expect(() => mergeRecords([of(1), of(3)], options)).toThrow('shard 2/3 is missing');
    expect(mergeRecords([of(3), of(1), of(2)], options).run.selection).toEqual(['getOrg']);
  });

  it('refuses what is no shard, and shards of several divisions', () => {
    const whole = shard(2, {}, { selection: ['getOrg'] });
    expect(() => mergeRecords([shard(1), whole], options)).toThrow('run-2 is not a shard');
    expect(() => mergeRecords([shard(1), shard(2, {}, {}, 3)], options)).toThrow('shards of several divisions');
  });

  it('refuses shards of everything that leave out an operation', () => {
    const everything = (index: number, operations: readonly { readonly id: string }[]): RunRecord =>
      shard(
        index,
        { cases: operations.map(({ id: operationId }) => testCase(`${operationId}/a`, 'passed', { operationId })) },
        { selection: [`shard ${index}/2`] },
      );
    const [left, ...others] = contract.operations;
    if (left === undefined) throw new Error('the contract has operations');
    expect(mergeRecords([everything(1, [left]), everything(2, others)], options).cases).toHaveLength(
      contract.operations.length,
    );
    expect(() => mergeRecords([everything(1, []), everything(2, others)], options)).toThrow(
      `no shard has a case of the operation ${left.id}`,
    );
  });
});
