import { isAlike } from '../access/read-access.ts';
import type { TurnedAway } from '../access/turned-away.ts';
import { listWords } from '../core/text.ts';
import { isDenial, isRedirect, isSuccess } from '../exchange/status.ts';
import type { Observation } from '../findings/finding.ts';
import { judgeBy, PASSED, skip, type Check, type CheckContext } from './check.ts';

/**
 * Authentication comes before validation and before existence: without a credential a bad body or an unknown id is 401. A
 * service that answers otherwise tells strangers what exists, and hides whether a gate is there at all.
 */
export const authenticationComesFirst: Check = {
  id: 'authentication-comes-first',
  title: 'Authentication comes before validation and existence',
  clause: 'rules of the contract: authentication comes before validation and before existence',
  rules: ['auth.check-order', 'tenant.routing-demanded'],
  evaluate: (context) => {
    const { step, answer, compared, operation, testCase, turnedAway } = context;
    if (turnedAway !== undefined) return judgeBy([describeDemand(context, turnedAway)]);
    if (step.expectation.kind !== 'unauthenticated') return skip('not what the case asks');
    if (isDenial(answer.status) || isRedirect(answer.status)) return PASSED;
    const gate = compared.nobody?.answer;
    // A gate that is open altogether is a finding of the matrix.
    const isOpenAltogether = isSuccess(answer.status) || (gate !== undefined && !isDenial(gate.status));
    if (isOpenAltogether || (gate !== undefined && isAlike(answer, gate)))
      return skip('the gate itself is open, which the matrix reports');
    return judgeBy([
      {
        rule: 'auth.check-order',
        place: { kind: 'access', variant: testCase.variant },
        clause: operation.securityPointer,
        expected: `401, before anything looks at ${step.expectation.because}`,
        seen: String(answer.status),
        tier: step.tier,
        // The contract demands it explicitly, so it weighs more than usual.
        severity: 'major',
        attack: `strangers learn from ${operation.id} what exists, or what a request has to look like`,
      },
    ]);
  },
};

/** Says once a service which routing headers are demanded of everybody, although the contract takes others. */
function describeDemand({ operation }: CheckContext, { answer, sent, demanded }: TurnedAway): Observation {
  return {
    rule: 'tenant.routing-demanded',
    place: { kind: 'access', variant: `routed by ${sent.join(' and ')}` },
    clause: operation.securityPointer,
    expected: `an answer about the credential, with ${listWords(sent)} alone`,
    seen: `${answer.status} to everybody, whatever their credential, until ${listWords(demanded)} is sent as well`,
  };
}
