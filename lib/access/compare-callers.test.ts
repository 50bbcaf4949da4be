import { describe, expect, it } from 'vitest';
import type { Expectation } from '../cases/case.ts';
import type { Answer } from '../exchange/exchange.ts';
import { REFUSED, testAnswer, testContext } from '../../tests/support/test-context.ts';
import { compareCallers, readCredentialProof, readStepAccess, type ProbedCase } from './compare-callers.ts';

const ACCEPTED: Expectation = { kind: 'accepted', statuses: [200] };
const NO_ROUTE = { error: 'missing tenant routing header' };

/** A cell of the matrix of `readWidget` with its answer. */
function cell(tier: string, answer: Answer, expectation: Expectation = REFUSED): ProbedCase {
  const { testCase, step, exchange } = testContext(answer, {
    expectation,
    step: { tier },
    testCase: { id: `readWidget/tier-matrix/${tier}`, family: 'tier-matrix', variant: tier },
  });
  return { testCase, steps: [{ step, exchange }] };
}

describe('compareCallers', () => {
  const stranger = cell('stranger-session', testAnswer(400, NO_ROUTE));

  it('takes for rightful whose answer shows that it got through, not who comes first', () => {
    const owner = cell('owner-session', testAnswer(400, NO_ROUTE), ACCEPTED);
    const key = cell('org-key', testAnswer(200, { id: 'w1' }), ACCEPTED);
    const compared = compareCallers([cell('anonymous', testAnswer(401, {})), owner, stranger, key])(stranger.testCase);
    expect(compared.rightful?.caseId).toBe('readWidget/tier-matrix/org-key');
    const { operation, step, answer } = testContext(testAnswer(400, NO_ROUTE), { expectation: REFUSED });
    expect(readStepAccess({ operation, testCase: stranger.testCase, step, answer, compared })).toEqual({
      reading: { kind: 'unknown', why: 'own-answer', status: 400 },
    });
  });

  it('prefers an error that nobody gets to one that others get who have to be refused', () => {
    const owner = cell('owner-session', testAnswer(400, NO_ROUTE), ACCEPTED);
    const key = cell('org-key', testAnswer(404, { error: 'no such widget' }), ACCEPTED);
    const cases = [cell('anonymous', testAnswer(400, NO_ROUTE)), owner, key];
    expect(compareCallers(cases)(stranger.testCase).rightful?.caseId).toBe('readWidget/tier-matrix/org-key');
    expect(compareCallers([...cases.slice(1), stranger])(stranger.testCase).rightful?.caseId).toBe(
      'readWidget/tier-matrix/org-key',
    );
    expect(compareCallers(cases.slice(0, 2))(stranger.testCase).rightful?.caseId).toBe(
      'readWidget/tier-matrix/owner-session',
    );
  });
});

describe('readCredentialProof', () => {
  it.each([
    ['proven', 200, 401],
    ['lets-in-everybody', 200, 200],
    ['not-accepted', 401, 401],
    ['not-accepted', 404, 401],
  ] as const)('is %s where the holder gets %d and nobody gets %d', (proof, own, nobody) => {
    expect(readCredentialProof([200], { own: testAnswer(own, {}), nobody: testAnswer(nobody, {}) })).toBe(proof);
  });
});
