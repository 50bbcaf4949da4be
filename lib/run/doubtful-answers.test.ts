import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Case, Step } from '../cases/case.ts';
import type { Contract } from '../contract/contract.ts';
import type { Answer } from '../exchange/exchange.ts';
import { readContract } from '../contract/read-spec.ts';
import { testFinding } from '../../tests/support/test-record.ts';
import type { JournalLine } from '../findings/run-record.ts';
import { isWorthAskingAgain, settleDoubt, settleLostAnswers } from './doubtful-answers.ts';
import type { JudgedCase } from './judge-case.ts';
import { choosePlatform } from '../platform/platforms.ts';

const STEP: Step = {
  purpose: 'probe',
  title: 'answers 200',
  tier: 'owner-session',
  request: { operationId: 'getOrg', service: 'cp', method: 'GET', path: '/', query: [], headers: [] },
  expectation: { kind: 'success', statuses: [200] },
  binds: {},
  sees: [],
  planned: true,
  settles: [],
};

function caseOf(changes: Partial<Case> = {}, ...steps: readonly Partial<Step>[]): Case {
  return {
    id: 'getOrg/conformance/success',
    operationId: 'getOrg',
    family: 'conformance',
    variant: 'success',
    title: 'answers 200',
    tier: 'owner-session',
    clause: '/paths',
    effect: 'reads',
    reach: 'none',
    steps: [STEP, ...steps.map((step) => ({ ...STEP, ...step }))],
    ...changes,
  };
}

const MAJOR = testFinding('a', {
  operationId: 'getOrg',
  severity: 'major',
  rule: 'body.type',
  place: { kind: 'body', pointer: '/name' },
});
const MINOR = testFinding('b', { operationId: 'getOrg', severity: 'minor' });
const CRITICAL = testFinding('c', { operationId: 'getOrg', severity: 'critical', tier: 'org-key' });

function judged(...findings: JudgedCase['findings']): JudgedCase {
  return { id: 'getOrg/x', state: findings.length > 0 ? 'failed' : 'passed', findings, gaps: [] };
}

describe('isWorthAskingAgain', () => {
  it('is so where something was found that may be chance', () => {
    expect(isWorthAskingAgain(caseOf(), judged(MAJOR))).toBe(true);
    expect(isWorthAskingAgain(caseOf(), judged(CRITICAL, MINOR))).toBe(true);
  });

  it('is not so where nothing was found, or only what counts if it happens once', () => {
    expect(isWorthAskingAgain(caseOf(), judged())).toBe(false);
    expect(isWorthAskingAgain(caseOf(), judged(CRITICAL))).toBe(false);
  });

  it.each([
    ['touches what the run made', caseOf({ reach: 'own' })],
    ['touches what others use', caseOf({ reach: 'shared' })],
    ['makes something', caseOf({}, { purpose: 'setup', makes: { kind: 'org' } })],
    ['removes something', caseOf({}, { purpose: 'undo' })],
  ])('is not so where the case %s', (_, testCase) => {
    expect(isWorthAskingAgain(testCase, judged(MAJOR))).toBe(false);
  });
});

describe('settleDoubt', () => {
  let contract: Contract;
  beforeAll(async () => {
    const read = await readContract(join(import.meta.dirname, '..', '..', 'spec', 'management.yaml'), {
      choosePlatform,
      validate: false,
    });
    if (!read.ok) throw new Error('the contract cannot be read');
    contract = read.value;
  });
  const settle = (first: JudgedCase, second: JudgedCase): JudgedCase =>
    settleDoubt({ contract, first, second, severityOf: () => undefined });

  it('keeps what is found both times', () => {
    const first = judged(MAJOR, MINOR);
    expect(settle(first, judged(MINOR, MAJOR))).toBe(first);
  });

  it('has neither drift nor a pass where nothing is found the second time', () => {
    const { state, findings, reason } = settle(judged(MAJOR), judged());
    expect({ state, reason }).toEqual({
      state: 'inconclusive',
      reason: 'the same request was answered in another way the second time',
    });
    expect(findings).toMatchObject([
      {
        rule: 'ops.flaky',
        severity: 'minor',
        operationId: 'getOrg',
        place: { kind: 'body', pointer: '/name', flaky: 'body.type' },
      },
    ]);
  });

  it('cannot tell in the matrix either', () => {
    const cell = {
      operationId: 'getOrg',
      tier: 'owner-session',
      expected: 'accepted',
      access: 'refused',
      observed: 'refused 401',
      verdict: 'drift',
      caseId: 'getOrg/x',
    } as const;
    expect(settle({ ...judged(MAJOR), cell }, judged()).cell).toMatchObject({
      verdict: 'could-not-tell',
      access: 'refused',
      observed: 'refused 401',
    });
  });

  it('stays drift where part of it is found again, and the rest is flaky', () => {
    const { state, findings } = settle(judged(MAJOR, MINOR), judged(MINOR));
    expect(state).toBe('failed');
    expect(findings.map(({ rule }) => rule)).toEqual(['ops.flaky', MINOR.rule]);
  });

  it('never takes back what is critical', () => {
    const { state, findings } = settle(judged(CRITICAL, MAJOR), judged());
    expect(state).toBe('failed');
    expect(findings[0]).toBe(CRITICAL);
    expect(findings[1]?.rule).toBe('ops.flaky');
  });

  it.each([
    ['keeps a finding about rows where the second answer has none', [], 'body.undeclared'],
    ['doubts it where the second answer has rows without it', [{}], 'ops.flaky'],
  ])('%s', (_title, value, rule) => {
    const row = testFinding('r', {
      operationId: 'getOrg',
      rule: 'body.undeclared',
      place: { kind: 'body', pointer: '/*/a' },
    });
    const again: Answer = { kind: 'answered', status: 200, headers: [], body: { kind: 'json', text: '', value } };
    const settled = settleDoubt({ contract, first: judged(row), second: judged(), severityOf: () => undefined, again });
    expect(settled.findings.map((finding) => finding.rule)).toEqual([rule]);
  });

  it('settles nothing without a second answer', () => {
    const first = judged(MAJOR);
    expect(settle(first, { ...judged(), state: 'inconclusive' })).toBe(first);
  });
});

const OTHER: JournalLine = { kind: 'fault', text: 'stays' };
const DRIFT: JournalLine = { kind: 'fault', text: 'drift of the operation' };
const GAP: JournalLine = { kind: 'fault', text: 'the connection is to blame' };
const OPEN: JournalLine = { kind: 'lost-answers', operationId: 'a', asDrift: [DRIFT], asGap: [GAP] };

describe('a case with lost answers', () => {
  it('is judged by how many other operations lost answers by the end of the run, wherever it stands', () => {
    const journal = (...operationIds: string[]): readonly JournalLine[] => [
      OPEN,
      { kind: 'lost', operationIds: ['a'], isGone: false },
      OTHER,
      { kind: 'lost', operationIds, isGone: false },
    ];
    expect(settleLostAnswers(journal('a', 'b', 'c'))[0]).toBe(DRIFT);
    expect(settleLostAnswers(journal('a', 'b', 'c', 'd'))[0]).toBe(GAP);
  });

  it('is held against nobody where nobody answers any more', () => {
    expect(settleLostAnswers([OPEN, { kind: 'lost', operationIds: ['a', 'b', 'c'], isGone: true }])[0]).toBe(GAP);
  });

  it('is held against its operation where nothing else was lost, and nothing else is touched', () => {
    expect(settleLostAnswers([OTHER, OPEN])).toEqual([OTHER, DRIFT]);
  });
});
