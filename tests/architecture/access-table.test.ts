import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isTurnedAway } from '../../lib/access/turned-away.ts';
import { readAccess, type AccessQuestion, type AccessReading } from '../../lib/access/read-access.ts';
import type { Expectation } from '../../lib/cases/case.ts';
import type { Answer } from '../../lib/exchange/exchange.ts';
import { comparisonOf, REFUSED, testAnswer, type OtherAnswers } from '../support/test-context.ts';

const TABLE = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'access.md'), 'utf8');

const OK = testAnswer(200, { id: 'w1' });
const DENIED = testAnswer(401, { error: 'who are you' });
const INVALID = testAnswer(400, { error: 'name is required' });
const MISSING = testAnswer(404, { error: 'no such widget 7' });
const PAGE = testAnswer(200, '<!doctype html><html></html>', [['Content-Type', 'text/html']]);
const ERROR_IN_200 = testAnswer(200, { error: 'unauthorized' });

const HIDES = { ...REFUSED, statuses: [403, 404] } as const;
const LIKE_CONTROL = { ...REFUSED, statuses: [], likeControl: true } as const;
const ACCEPTED: Expectation = { kind: 'accepted', statuses: [200] };
const EITHER: Expectation = { kind: 'either', statuses: [200], refusals: [401, 404], because: 'it does not say' };
const ASKS_FIRST: Expectation = { kind: 'unauthenticated', statuses: [401, 403], because: 'the body' };

interface Row extends Pick<AccessQuestion, 'expectation' | 'control' | 'outside'> {
  readonly answer?: Answer;
  readonly others?: OtherAnswers;
}

const USUAL: OtherAnswers = { nobody: DENIED, rightful: OK };

/** The smallest answers that show each row. */
const ROWS: Readonly<Record<string, readonly Row[]>> = {
  R1: [{ expectation: REFUSED, others: USUAL }],
  R2: [
    { expectation: REFUSED, answer: DENIED, others: { nobody: DENIED, rightful: DENIED } },
    { expectation: REFUSED, answer: testAnswer(403), others: {} },
  ],
  R3: [{ expectation: HIDES, answer: MISSING, others: USUAL }],
  R4: [
    { expectation: REFUSED, answer: testAnswer(302, PAGE.body.kind === 'text' ? PAGE.body.text : ''), others: USUAL },
  ],
  R5: [{ expectation: REFUSED, answer: PAGE, others: USUAL }],
  R6: [{ expectation: REFUSED, answer: PAGE, others: USUAL, outside: true }],
  R7: [
    { expectation: REFUSED, answer: ERROR_IN_200, others: USUAL },
    { expectation: REFUSED, answer: testAnswer(200, { title: 'no', status: 401 }), others: USUAL },
  ],
  R8: [{ expectation: REFUSED, answer: ERROR_IN_200, others: { nobody: DENIED, rightful: { ...ERROR_IN_200 } } }],
  R9: [
    { expectation: REFUSED, answer: OK, others: { nobody: DENIED } },
    { expectation: REFUSED, answer: testAnswer(204), others: USUAL },
  ],
  R10: [{ expectation: REFUSED, answer: testAnswer(503, {}), others: USUAL }],
  R11: [
    {
      expectation: REFUSED,
      answer: testAnswer(503, { error: 'no such tenant' }),
      others: { nobody: DENIED, rightful: testAnswer(503, { error: 'no such tenant' }), meantErrors: [503] },
    },
  ],
  R12: [{ expectation: REFUSED, answer: { ...MISSING }, others: { nobody: DENIED, rightful: MISSING } }],
  R13: [
    { expectation: REFUSED, answer: { ...INVALID }, others: { nobody: INVALID, rightful: { ...INVALID } } },
    { expectation: REFUSED, answer: INVALID, others: { nobody: INVALID, rightful: { ...INVALID } } },
  ],
  R14: [
    { expectation: REFUSED, answer: { ...INVALID }, others: { nobody: INVALID, rightful: OK } },
    { expectation: REFUSED, answer: { ...INVALID }, others: { nobody: DENIED, madeUp: INVALID, rightful: OK } },
  ],
  R15: [{ expectation: { ...REFUSED, orTurnedAway: [400] }, answer: INVALID, others: USUAL }],
  R16: [{ expectation: REFUSED, answer: MISSING, others: { nobody: DENIED } }],
  R17: [{ expectation: REFUSED, answer: MISSING, others: USUAL }],
  C1: [{ expectation: LIKE_CONTROL, answer: OK }],
  C2: [
    { expectation: LIKE_CONTROL, answer: { ...MISSING }, control: MISSING },
    { expectation: LIKE_CONTROL, answer: INVALID, control: MISSING },
  ],
  C3: [{ expectation: LIKE_CONTROL, answer: OK, control: MISSING }],
  C4: [{ expectation: LIKE_CONTROL, answer: OK, control: { ...OK } }],
  A1: [{ expectation: ACCEPTED, others: USUAL }],
  A2: [
    {
      expectation: { kind: 'accepted', statuses: [502] },
      answer: testAnswer(502, '<html></html>', [['Content-Type', 'text/html']]),
    },
  ],
  A3: [
    { expectation: ACCEPTED, answer: OK, others: { nobody: DENIED } },
    { expectation: { kind: 'accepted', statuses: [503] }, answer: testAnswer(503, { error: 'no tenant' }) },
  ],
  A4: [{ expectation: ACCEPTED, answer: DENIED, others: { nobody: DENIED } }],
  A5: [{ expectation: ACCEPTED, answer: testAnswer(307) }],
  A6: [{ expectation: ACCEPTED, answer: testAnswer(404, '<!doctype html><html></html>') }],
  A7: [
    { expectation: ACCEPTED, answer: testAnswer(202, {}), others: { nobody: DENIED } },
    { expectation: ACCEPTED, answer: MISSING, others: { nobody: DENIED } },
  ],
  A8: [{ expectation: ACCEPTED, answer: testAnswer(500, {}) }],
  E1: [
    { expectation: EITHER, answer: MISSING, others: USUAL },
    { expectation: EITHER, answer: testAnswer(403), others: USUAL },
  ],
  E2: [{ expectation: EITHER, answer: OK, others: USUAL }],
  U1: [{ expectation: ASKS_FIRST, answer: DENIED, others: USUAL }],
  U2: [{ expectation: ASKS_FIRST, answer: INVALID, others: USUAL }],
  N1: [
    { expectation: { kind: 'unrouted', because: 'no such method' }, answer: OK },
    { expectation: { kind: 'mirrors', signals: [] } },
  ],
};

const UNROUTED = testAnswer(400, { error: 'missing routing header' });

/** The smallest answers that show each row about what comes before authentication. */
const TURNS: Readonly<Record<string, readonly Parameters<typeof isTurnedAway>[0][]>> = {
  G1: [
    { own: { ...UNROUTED }, nobody: UNROUTED, complete: OK },
    { own: { ...DENIED }, nobody: DENIED, complete: testAnswer(401, { error: 'wrong credential' }) },
  ],
  G2: [{ own: MISSING, nobody: DENIED, complete: OK }],
  G3: [{ own: { ...INVALID }, nobody: INVALID, complete: { ...INVALID } }],
  G4: [{ own: { ...OK }, nobody: OK, complete: DENIED }],
  G5: [
    { own: { ...UNROUTED }, nobody: UNROUTED },
    { own: UNROUTED, complete: OK },
    { nobody: UNROUTED, complete: OK },
  ],
};

function describeReading(reading: AccessReading | undefined): string {
  if (reading === undefined) return 'not asked';
  if (reading.kind === 'unknown') return `unknown: ${reading.why}`;
  return reading.like === 'neither' || reading.kind === 'refused'
    ? reading.kind
    : `${reading.kind}, like ${reading.like}`;
}

const allDocumented = [...TABLE.matchAll(/^\| ([A-Z]\d+) +\|.*\| ([^|]+?) +\|$/gm)].map(
  ([, row = '', reading = '']) => [row, reading] as const,
);
const documented = allDocumented.filter(([row]) => !row.startsWith('G'));

describe('the table of docs/access.md about what comes before authentication', () => {
  const rows = allDocumented.filter(([row]) => row.startsWith('G'));

  it('has the rows that are tried here, in this order', () => {
    expect(rows.map(([row]) => row)).toEqual(Object.keys(TURNS));
  });

  it.each(rows)('row %s says that the %s counts', (row, counts) => {
    for (const answers of TURNS[row] ?? []) expect(isTurnedAway(answers) ? 'second' : 'first').toBe(counts);
  });
});

describe('the decision table of docs/access.md', () => {
  it('has the rows that are tried here, in this order', () => {
    expect(documented.map(([row]) => row)).toEqual(Object.keys(ROWS));
  });

  it.each(documented)('row %s reads as %s', (row, reading) => {
    const readings = (ROWS[row] ?? []).map(({ others = {}, ...question }) =>
      describeReading(readAccess({ ...question, compared: comparisonOf(others) })),
    );
    expect(new Set(readings)).toEqual(new Set([reading]));
  });
});
