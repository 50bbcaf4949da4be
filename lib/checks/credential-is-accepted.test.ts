import { describe, expect, it } from 'vitest';
import { credentialIsAccepted } from './credential-is-accepted.ts';
import { OPERATION, REFUSED, testAnswer, testContext } from '../../tests/support/test-context.ts';

const expectation = { kind: 'accepted', statuses: [200] } as const;
const testCase = { family: 'tier-matrix' } as const;

describe('credentialIsAccepted', () => {
  it.each([
    ['a success', testAnswer(200, {})],
    ['an error that nobody else is answered', testAnswer(404, { error: 'no such widget' })],
  ])('accepts %s', (_, answer) => {
    const others = { nobody: testAnswer(401, {}) };
    expect(credentialIsAccepted.evaluate(testContext(answer, { expectation, testCase, others }))).toEqual({
      kind: 'passed',
    });
  });

  it.each([
    ['auth.valid-refused', 'owner-session'],
    ['auth.or-branch-refused', 'org-key'],
  ])('reports %s for %s', (rule, tier) => {
    const context = testContext(testAnswer(401, {}), { expectation, testCase, step: { tier } });
    expect(credentialIsAccepted.evaluate(context)).toEqual({
      kind: 'failed',
      observations: [
        {
          rule,
          place: { kind: 'access' },
          clause: `${OPERATION}/security`,
          expected: 'acceptance of a credential that the contract names',
          seen: 'refused with 401',
          tier,
        },
      ],
    });
  });

  it('reports that an open operation asks for a credential, whatever the case was about', () => {
    const error = { kind: 'error', statuses: [404], because: 'the id', rule: 'guard.skipped' } as const;
    const context = testContext(testAnswer(403, {}), {
      operationId: 'readOpen',
      expectation: error,
      step: { tier: 'anonymous' },
    });
    expect(credentialIsAccepted.evaluate(context)).toEqual({
      kind: 'failed',
      observations: [
        {
          rule: 'auth.public-refused',
          place: { kind: 'access' },
          clause: '/paths/~1open/get',
          expected: 'an answer to everybody',
          seen: 'refused with 403',
          tier: 'anonymous',
        },
      ],
    });
  });

  it('asks nothing where nobody has to be let in', () => {
    const skipped = { kind: 'skipped', reason: 'nobody in particular has to be let in' };
    expect(credentialIsAccepted.evaluate(testContext(testAnswer(401), { expectation: REFUSED }))).toEqual(skipped);
    expect(credentialIsAccepted.evaluate(testContext(testAnswer(401), { step: { purpose: 'undo' } }))).toEqual(skipped);
    expect(credentialIsAccepted.evaluate(testContext(testAnswer(200, {})))).toEqual(skipped);
  });
});
