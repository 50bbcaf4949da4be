import { beforeAll, describe, expect, it } from 'vitest';
import type { Case, Sequence } from '../cases/case.ts';
import type { Answer } from '../exchange/exchange.ts';
import type { JournalLine } from '../findings/run-record.ts';
import { DEFAULT_FILES, readInputs, type Inputs } from '../setup/read-inputs.ts';
import { Session, type SessionParts } from './session.ts';
import type { Unproven } from '../setup/preflight.ts';

let inputs: Inputs;
beforeAll(async () => {
  inputs = await readInputs(DEFAULT_FILES, false);
});

function caseOf(name: string, tier = 'cp-admin'): Case {
  return {
    id: `adminListOrgs/conformance/${name}`,
    operationId: 'adminListOrgs',
    family: 'conformance',
    variant: name,
    title: 'answers 200',
    tier,
    clause: '/paths',
    effect: 'reads',
    reach: 'none',
    steps: [
      {
        purpose: 'probe',
        title: 'answers 200',
        tier,
        request: {
          operationId: 'adminListOrgs',
          service: 'cp',
          method: 'GET',
          path: `/${name}`,
          query: [],
          headers: [],
        },
        expectation: { kind: 'success', statuses: [200] },
        binds: {},
        sees: [],
        planned: true,
        settles: [],
      },
    ],
  };
}

type Says = (path: string, asked: number) => Answer;

function answered(status: number): Answer {
  const text = status === 200 ? '[]' : '{"error":"no"}';
  return {
    kind: 'answered',
    status,
    headers: [
      ['Content-Type', 'application/json'],
      ['WWW-Authenticate', 'Bearer'],
    ],
    body: { kind: 'json', text, value: JSON.parse(text) as [] },
  };
}

/** Shows the operator's bearer at work by another operation. */
const PROOF = {
  tier: 'cp-admin',
  secrets: ['cpAdminBearer'],
  operationId: 'adminListThinAmi',
  request: { ...(caseOf('proof').steps[0]?.request ?? {}), path: '/proof' },
  answers: [200],
  otherwise: [],
};

interface Ran {
  readonly journal: readonly JournalLine[];
  readonly session: Session;
}

async function run(
  cases: readonly Case[],
  says: Says,
  unproven: Readonly<Record<string, Unproven>> = {},
): Promise<Ran> {
  const journal: JournalLine[] = [];
  const asked = new Map<string, number>();
  const sequence: Sequence = {
    id: 'adminListOrgs/conformance',
    operationId: 'adminListOrgs',
    group: 'conformance',
    cases,
  };
  const parts = {
    ...inputs,
    plan: { sequences: [sequence], preflight: [PROOF] },
    journal: { append: (lines: readonly JournalLine[]) => void journal.push(...lines) },
    bindings: new Map(),
    unproven,
    unremovable: new Map(),
    concurrency: 1,
    runToken: 't',
    addSecret: () => undefined,
    wire: {
      send: async ({ path, method }: { path: string; method: string }) => {
        asked.set(path, (asked.get(path) ?? 0) + 1);
        const request = { method, url: `https://target.example${path}`, headers: [] };
        const outcome = says(path, asked.get(path) ?? 0);
        const exchange = { requestId: '', startedAtMs: 0, durationMs: 1, request, outcome };
        return { exchange, lost: 0, isBudgetSpent: false };
      },
      retries: () => 0,
    },
  };
  // What is left out is not asked for by cases without fixtures.
  const session = new Session(parts as unknown as SessionParts);
  session.start([sequence], new Set(cases.map(({ id }) => id)));
  await session.settled();
  return { journal, session };
}

const outcomesOf = (journal: readonly JournalLine[]): readonly string[] =>
  journal.flatMap((line) =>
    line.kind === 'case' ? [`${line.outcome.id.split('/')[2] ?? ''} ${line.outcome.state}`] : [],
  );

describe('a fault of ours in one case', () => {
  it('costs that case, is named, and leaves the others of its sequence alone', async () => {
    const { journal, session } = await run([caseOf('a'), caseOf('b'), caseOf('c')], (path) => {
      if (path === '/b') throw new Error('a bug');
      return answered(200);
    });
    expect(outcomesOf(journal)).toHaveLength(3);
    expect(outcomesOf(journal).filter((each) => each.endsWith('inconclusive'))).toEqual(['b inconclusive']);
    expect(journal.filter((line) => line.kind === 'fault')).toEqual([
      { kind: 'fault', text: 'adminListOrgs/conformance/b: a bug' },
    ]);
    await expect(session.outcome('adminListOrgs/conformance/b')).rejects.toThrow('a bug');
    expect(await session.outcome('adminListOrgs/conformance/c')).toMatchObject({ isSent: true });
  });
});

describe('a case that is sent a second time', () => {
  it('leaves both answers in the journal', async () => {
    const { journal } = await run([caseOf('a')], (_path, asked) => answered(asked === 1 ? 500 : 200));
    const exchanges = journal.flatMap((line) => (line.kind === 'exchange' ? [line] : []));
    expect(
      exchanges.map(({ isAgain, exchange: { outcome } }) => [isAgain, 'status' in outcome && outcome.status]),
    ).toEqual([
      [undefined, 500],
      [true, 200],
    ]);
    expect(journal.flatMap((line) => (line.kind === 'finding' ? [line.finding.rule] : []))).toContain('ops.flaky');
  });
});

describe('a case whose credential is not proven', () => {
  const refused: Unproven = { reason: 'not accepted', isUsable: false };

  it('is not sent, whoever of its senders it is', async () => {
    const mixed = caseOf('b');
    const asOwner = mixed.steps.map((step) => ({ ...step, tier: 'owner-session' }));
    const { journal } = await run([caseOf('a'), { ...mixed, steps: asOwner }], () => answered(401), {
      'owner-session': refused,
      'cp-admin': { ...refused, isUsable: true },
    });
    expect(outcomesOf(journal)).toEqual(['a failed', 'b inconclusive']);
    expect(
      journal.flatMap((line) => (line.kind === 'gap' && line.gap.caseId !== undefined ? [line.gap.reason] : [])),
    ).toEqual(['it rests on the owner-session: not accepted']);
  });
});

describe('a credential that worked before the run began', () => {
  const reasonsOf = (journal: readonly JournalLine[]): readonly string[] =>
    journal.flatMap((line) => (line.kind === 'gap' && line.gap.caseId !== undefined ? [line.gap.reason] : []));

  it('and is refused everywhere now is dead, which is no drift of the operation that refuses it', async () => {
    const { journal } = await run([caseOf('a'), caseOf('b')], () => answered(401));
    expect(outcomesOf(journal)).toEqual(['a inconclusive', 'b inconclusive']);
    expect(reasonsOf(journal)).toEqual(Array(2).fill('its credential worked before and no longer does'));
    expect(journal.filter((line) => line.kind === 'finding')).toEqual([]);
  });

  it('and works elsewhere is refused by this operation, which is drift', async () => {
    const { journal } = await run([caseOf('a')], (path) => answered(path === '/proof' ? 200 : 401));
    expect(journal.flatMap((line) => (line.kind === 'finding' ? [line.finding.rule] : []))).toContain(
      'auth.valid-refused',
    );
  });
});

describe('a case that others are covered by', () => {
  const covered = (name: string, by: string): Case => ({ ...caseOf(name), coveredBy: caseOf(by).id });
  /** Made-up tokens, which have to be refused. */
  const refusing = (testCase: Case): Case => ({
    ...testCase,
    family: 'credential-variants',
    tier: 'garbage-bearer',
    steps: testCase.steps.map((step) => ({
      ...step,
      tier: 'garbage-bearer',
      expectation: { kind: 'refused', statuses: [401], rule: 'auth.invalid-accepted', attack: 'anybody gets in' },
    })),
  });
  const CASES = [caseOf('a'), covered('b', 'a'), covered('c', 'a')].map(refusing);
  const asked = (journal: readonly JournalLine[]): readonly string[] => [
    ...new Set(
      journal.flatMap((line) => (line.kind === 'exchange' ? [new URL(line.exchange.request.url).pathname] : [])),
    ),
  ];

  it('stands for them where it is as expected', async () => {
    const { journal, session } = await run(CASES, () => answered(401));
    expect(asked(journal)).toEqual(['/a']);
    expect(outcomesOf(journal)).toEqual(['a passed', 'b covered', 'c covered']);
    expect(await session.outcome(CASES[1]?.id ?? '')).toMatchObject({
      isSent: false,
      reason: 'the same gate was tried by adminListOrgs/conformance/a',
      cell: { verdict: 'covered' },
    });
  });

  it('has all of them sent where it deviates', async () => {
    const { journal } = await run(CASES, () => answered(200));
    expect(asked(journal)).toEqual(['/a', '/b', '/c']);
    expect(outcomesOf(journal)).toEqual(['a failed', 'b failed', 'c failed']);
  });

  it('has the next one sent in its place where it cannot be judged', async () => {
    const { journal } = await run(CASES, (path) => answered(path === '/a' ? 500 : 401));
    expect(asked(journal)).toEqual(['/a', '/b']);
    expect(outcomesOf(journal).slice(1)).toEqual(['b passed', 'c covered']);
  });

  it('stands for nothing where it was not selected', async () => {
    const { journal } = await run(CASES.slice(1), () => answered(401));
    expect(outcomesOf(journal)).toEqual(['b passed', 'c passed']);
  });
});
