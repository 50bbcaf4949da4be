import { describe, expect, it } from 'vitest';
import type { Sequence } from '../cases/case.ts';
import type { Answer } from '../exchange/exchange.ts';
import type { Occurrence } from '../findings/finding.ts';
import { testAnswer, testContext } from '../../tests/support/test-context.ts';
import { MetAnswers, metFindings, type MetAnswer } from './met-answers.ts';

const { contract, step, testCase, exchange } = testContext(testAnswer(200));
const sequence: Sequence = { id: 's', operationId: 'readWidget', group: 'conformance', cases: [testCase] };
// Only what is said of operations is looked at, and only the sequences of a plan.
const parts = {
  contract,
  data: { operations: {}, severities: [] },
  plan: { sequences: [sequence] },
  sent: new Set([testCase.id]),
} as unknown as Omit<Parameters<typeof metFindings>[0], 'met'>;

interface Changes {
  readonly isJudged?: boolean;
  readonly path?: string;
}

/** What is kept of answers. */
function gather(answers: readonly Answer[], { isJudged = false, path = '/widgets/1' }: Changes = {}) {
  const met = new MetAnswers(contract, parts.data);
  for (const outcome of answers)
    met.see({ request: { ...step.request, path }, exchange: { ...exchange, outcome }, isJudged });
  return met.list();
}

function summarise(met: readonly MetAnswer[], found: readonly Occurrence[] = []): readonly string[] {
  return metFindings({ ...parts, met }, found).occurrences.map(
    ({ severity, rule, check, seen, cases }) => `${severity} ${rule} (${check}): ${seen}, ${cases.join(' ')}`,
  );
}

const TOO_OFTEN = testAnswer(429, { error: 'rate limit exceeded' }, [['Retry-After', '1']]);
const FOUND_429 =
  'minor status.undocumented (status-is-declared): 429: "rate limit exceeded", readWidget/conformance/minimal';

describe('MetAnswers', () => {
  it('keeps one of each kind of what is not declared, in the words of the server', () => {
    const met = gather([TOO_OFTEN, TOO_OFTEN, testAnswer(409)]);
    expect(met.map(({ observation: { rule, seen } }) => `${rule}: ${seen}`)).toEqual([
      'status.undocumented: 429: "rate limit exceeded"',
      'status.undocumented: 409',
      'body.error-shape: 409 with no body',
    ]);
  });

  it.each<readonly [string, readonly Answer[], Changes]>([
    ['what is declared', [testAnswer(200), testAnswer(204), testAnswer(404)], {}],
    ['redirects', [testAnswer(302)], {}],
    ['pages of a proxy', [testAnswer(502, '<html>', [['Content-Type', 'text/html']])], {}],
    ['what a check looks at', [TOO_OFTEN], { isJudged: true }],
    ['other paths than that of the contract', [TOO_OFTEN], { path: '/widgets/1/' }],
  ])('leaves out %s', (_, answers, changes) => {
    expect(gather(answers, changes)).toEqual([]);
  });
});

describe('metFindings', () => {
  it('reports what was met, with a case of its operation and the exchange as evidence', () => {
    const met = gather([TOO_OFTEN]);
    expect(summarise(met)).toEqual([FOUND_429]);
    expect(metFindings({ ...parts, met }, []).evidence).toEqual([
      { caseId: testCase.id, operationId: 'readWidget', purpose: 'met on the way', exchange: met[0]?.exchange },
    ]);
  });

  it('has the same words whatever was met first', () => {
    const [later, sooner] = ['wait', 'slow down'].map((error) => testAnswer(429, { error }));
    if (later === undefined || sooner === undefined) throw new Error('there are two');
    expect(summarise(gather([later, sooner]))).toEqual(summarise(gather([sooner, later])));
  });

  it('names a case that was not sent where none was, and leaves operations to the run that has them in its plan', () => {
    const met = gather([TOO_OFTEN]);
    const unsent = metFindings({ ...parts, sent: new Set(), met }, []);
    expect(unsent.occurrences.map(({ cases }) => cases)).toEqual([[testCase.id]]);
    const elsewhere = { ...parts, plan: { ...parts.plan, sequences: [] } };
    expect(metFindings({ ...elsewhere, met }, [])).toEqual({ occurrences: [], evidence: [] });
  });

  it('leaves out what a case has found, and everything of an operation that is not there', () => {
    const met = gather([TOO_OFTEN]);
    const [found] = metFindings({ ...parts, met }, []).occurrences;
    if (found === undefined) throw new Error('it is found');
    const refused: Occurrence = { ...found, rule: 'auth.refusal-status' };
    const missing: Occurrence = { ...found, rule: 'surface.operation-missing', place: { kind: 'status' } };
    const other: Occurrence = { ...found, place: { kind: 'status', status: 409 } };
    expect([refused, missing, other].map((each) => summarise(met, [each]))).toEqual([[], [], [FOUND_429]]);
  });
});
