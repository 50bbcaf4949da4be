import { beforeAll, describe, expect, it } from 'vitest';
import type { Contract } from '../contract/contract.ts';
import { documentWithSchemas, readDocument } from '../../tests/support/test-contract.ts';
import type { Finding } from './finding.ts';
import { mergeReconciliations, type ShardOfEdits } from './merge-reconciliations.ts';
import type { ProposedEdit, Reconciliation } from './run-record.ts';
import { fingerprintFor, testFinding } from '../../tests/support/test-record.ts';

const TARGET = '$.components.schemas.Answer';
const ADD = { target: `${TARGET}.properties.state`, update: { enum: ['x'] }, remove: false };
const REMOVE = { target: `${TARGET}.type`, remove: true };

function edit(name: string, ...actions: ProposedEdit['actions']): ProposedEdit {
  return { title: 'widen it', fingerprints: [fingerprintFor(name)], answers: 3, actions };
}

function unreconciled(name: string, reason: string): Reconciliation['unreconciled'][number] {
  return { fingerprint: fingerprintFor(name), reason };
}

describe('mergeReconciliations', () => {
  let contract: Contract;
  beforeAll(async () => {
    contract = await readDocument(documentWithSchemas({ Answer: { type: 'object', required: ['id'] } }));
  });

  const merge = (...shards: readonly ShardOfEdits[]): ReturnType<typeof mergeReconciliations> =>
    mergeReconciliations(shards, { contract, findings: ['a', 'b', 'c'].map((name) => testFinding(name)) });
  const shard = (reconciliation: Reconciliation, ...findings: readonly Finding[]): ShardOfEdits => ({
    findings,
    reconciliation,
  });

  it('says nothing where no run had anything to say', () => {
    expect(merge({ findings: [] }, { findings: [] })).toEqual({});
  });

  it('makes one edit of equal ones, and settles what another run could not', () => {
    const merged = merge(
      shard({ edits: [edit('a', ADD)], unreconciled: [unreconciled('b', 'not recorded')] }),
      { findings: [] },
      shard({ edits: [edit('b', ADD)], unreconciled: [unreconciled('c', 'not recorded')] }),
    );
    expect(merged.reconciliation).toEqual({
      edits: [{ ...edit('a', ADD), fingerprints: [fingerprintFor('a'), fingerprintFor('b')], answers: 6 }],
      unreconciled: [unreconciled('c', 'not recorded')],
    });
  });

  it('keeps the order of the findings, whatever the order of the runs', () => {
    const merged = merge(
      shard({ edits: [edit('c', ADD)], unreconciled: [] }),
      shard({ edits: [edit('a', REMOVE)], unreconciled: [] }),
    );
    expect(merged.reconciliation?.edits).toEqual([edit('a', REMOVE), edit('c', ADD)]);
  });

  it('leaves out an edit that would undo another', () => {
    const first = edit('a', REMOVE, { target: TARGET, update: { type: ['object', 'null'] }, remove: false });
    const second = edit('b', REMOVE, { target: TARGET, update: { type: ['object', 'array'] }, remove: false });
    const merged = merge(shard({ edits: [first], unreconciled: [] }), shard({ edits: [second], unreconciled: [] }));
    expect(merged.reconciliation).toEqual({
      edits: [first],
      unreconciled: [unreconciled('b', 'another part of the run proposes another edit of the same place')],
    });
  });

  it('leaves out an edit of a place at which another run found something about access', () => {
    const position = { file: 'api.yaml', line: 1, column: 1 };
    const clause = { pointer: '/components/schemas/Answer/type', position };
    const proposing = shard({ edits: [edit('a', REMOVE)], unreconciled: [] });
    const access = testFinding('b', { rule: 'auth.refusal-shape', tier: 'anonymous', clause });
    const reason = 'another part of the run has a finding of access at the same place of the contract';
    expect(merge(proposing, { findings: [access] }).reconciliation).toEqual({
      edits: [],
      unreconciled: [unreconciled('a', reason)],
    });
    const removal = { target: `${TARGET}.required[?@ == 'id']`, remove: true };
    const ofItem = { pointer: '/components/schemas/Answer/required/0', position };
    expect(
      merge(shard({ edits: [edit('a', removal)], unreconciled: [] }), { findings: [{ ...access, clause: ofItem }] })
        .reconciliation?.edits,
    ).toEqual([]);
    expect(merge(proposing, { findings: [testFinding('b', { clause })] }).reconciliation?.edits).toHaveLength(1);
  });
});
