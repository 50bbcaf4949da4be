import { describe, expect, it } from 'vitest';
import { credentialIsRefused } from './credential-is-refused.ts';
import { OPERATION, REFUSED, testAnswer, testContext } from '../../tests/support/test-context.ts';

const matrix = { family: 'tier-matrix' } as const;
const nobody = testAnswer(401, { error: 'no' });
const rightful = testAnswer(200, { id: 'w1' });

describe('credentialIsRefused', () => {
  it.each([401, 403])('accepts a refusal with %d', (status) => {
    expect(credentialIsRefused.evaluate(testContext(testAnswer(status), { expectation: REFUSED }))).toEqual({
      kind: 'passed',
    });
  });

  it.each([
    ['a cell of the matrix', { family: 'tier-matrix' } as const, { kind: 'access' }],
    [
      'a way of being wrong',
      { family: 'credential-variants', variant: 'truncated' } as const,
      { kind: 'access', variant: 'truncated' },
    ],
  ])('reports who gets in, at %s', (_, testCase, place) => {
    const context = testContext(rightful, {
      expectation: { ...REFUSED, severity: 'critical' },
      testCase,
      others: { nobody: nobody, rightful: testAnswer(200, { id: 'w1' }) },
    });
    expect(credentialIsRefused.evaluate(context)).toEqual({
      kind: 'failed',
      observations: [
        {
          rule: 'auth.wrong-tier-accepted',
          place,
          clause: `${OPERATION}/security`,
          expected: 'a refusal (401)',
          seen: 'accepted with 200',
          tier: 'org-key',
          attack: 'somebody reads widgets',
          severity: 'critical',
        },
      ],
    });
  });

  it('says what is expected where no status is named', () => {
    const expectation = { ...REFUSED, statuses: [], likeControl: true } as const;
    const context = testContext(rightful, { expectation, control: testAnswer(404, { error: 'no' }) });
    expect(credentialIsRefused.evaluate(context)).toMatchObject({
      observations: [
        {
          expected: '404, as for what does not exist, or another refusal',
          seen: 'answered with 200, where what does not exist is 404',
        },
      ],
    });
  });

  it('says of one cause one thing: a gate that nobody is held up by, or no made-up token', () => {
    const skipped = { kind: 'skipped', reason: 'whoever sends less is let in as well, and is reported' };
    const open = { nobody: testAnswer(200, {}) };
    expect(
      credentialIsRefused.evaluate(testContext(rightful, { expectation: REFUSED, testCase: matrix, others: open })),
    ).toEqual(skipped);
    const request = { ...testContext(rightful).step.request, headers: [['Authorization', 'Bearer x']] as const };
    const lax = { nobody: nobody, madeUp: testAnswer(200, {}) };
    expect(
      credentialIsRefused.evaluate(testContext(rightful, { expectation: REFUSED, step: { request }, others: lax })),
    ).toEqual(skipped);
    const cookie = testContext(rightful, { expectation: REFUSED, others: lax });
    expect(credentialIsRefused.evaluate(cookie).kind).toBe('failed');
  });

  it('says one thing of another address where nobody is held up', () => {
    const nobodyHere = testAnswer(200, {});
    const others = { nobody: nobody, rightful, nobodyHere: nobodyHere };
    const byKey = testContext(rightful, { expectation: REFUSED, others });
    expect(credentialIsRefused.evaluate(byKey).kind).toBe('skipped');
    const byNobody = testContext(nobodyHere, { expectation: REFUSED, step: { tier: 'anonymous' }, others });
    expect(credentialIsRefused.evaluate(byNobody).kind).toBe('failed');
  });

  it('does not take an operation that is meant to be open for a hole', () => {
    const open = testContext(rightful, {
      operationId: 'readOpen',
      expectation: { ...REFUSED, statuses: [], rule: 'tenant.routing' },
      others: { nobody: rightful, rightful },
    });
    expect(credentialIsRefused.evaluate(open)).toMatchObject({
      kind: 'failed',
      observations: [{ rule: 'tenant.routing' }],
    });
  });

  it('reports nobody in spite of what nobody is answered', () => {
    const context = testContext(rightful, {
      expectation: REFUSED,
      testCase: matrix,
      step: { tier: 'anonymous' },
      others: { nobody: rightful },
    });
    expect(credentialIsRefused.evaluate(context).kind).toBe('failed');
  });

  it('cannot tell from a server error', () => {
    expect(credentialIsRefused.evaluate(testContext(testAnswer(500, {}), { expectation: REFUSED }))).toEqual({
      kind: 'inconclusive',
      gap: 'gap.cell-untested',
      reason: '500 says neither that it was refused nor that it was accepted',
    });
  });

  it('asks only where somebody has to be refused', () => {
    expect(credentialIsRefused.evaluate(testContext(rightful))).toEqual({
      kind: 'skipped',
      reason: 'nobody has to be refused',
    });
  });
});
