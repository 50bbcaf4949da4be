import { satisfiedAlternative } from '../cases/access.ts';
import { statusesOf } from '../cases/case.ts';
import { isOpen } from '../contract/security.ts';
import { findTier } from '../contract/tiers/select-tiers.ts';
import { isDenial, isSuccess } from './answer-facts.ts';
import { judgeBy, PASSED, skip, type Check, type CheckContext } from './check.ts';
import { isAlike } from './classify-access.ts';
import { placeOf } from './credential-is-refused.ts';

/** Every credential that the contract names gets in, and an open operation asks for none (OpenAPI 3.1, security requirement object). */
export const credentialIsAccepted: Check = {
  id: 'credential-is-accepted',
  title: 'A credential that is named is accepted',
  clause: 'OpenAPI 3.1, security requirement object',
  rules: ['auth.or-branch-refused', 'auth.public-refused', 'auth.valid-refused'],
  evaluate: (context) => {
    const { step, answer, operation } = context;
    const isRefusedCall =
      isDenial(answer.status) &&
      ((step.expectation.kind === 'success' && step.expectation.rule === undefined) ||
        (step.expectation.kind === 'error' && isOpen(operation)));
    const isAsked = step.expectation.kind === 'accepted' || (isRefusedCall && step.outside !== true);
    if (!isAsked || step.purpose === 'undo') return skip('nobody in particular has to be let in');
    if (!isTurnedAway(context)) return PASSED;
    return judgeBy([
      {
        rule: ruleFor(context),
        place: step.expectation.kind === 'accepted' ? placeOf(context) : 'access',
        clause: operation.securityPointer,
        expected: isOpen(operation) ? 'an answer to everybody' : 'acceptance of a credential that the contract names',
        seen: `refused with ${answer.status}`,
        tier: step.tier,
      },
    ]);
  },
};

/** 401 and 403 say no; so does whatever nobody is told as well, where the rightful answer is another. */
function isTurnedAway({ answer, step, references }: CheckContext): boolean {
  if (isDenial(answer.status)) return !statusesOf(step.expectation).includes(answer.status);
  const { anonymous } = references;
  if (anonymous === undefined || anonymous === answer || isSuccess(answer.status)) return false;
  return (
    !statusesOf(step.expectation).includes(answer.status) && isDenial(anonymous.status) && isAlike(answer, anonymous)
  );
}

function ruleFor({ operation, contract, step }: CheckContext): string {
  if (isOpen(operation)) return 'auth.public-refused';
  const tier = findTier(step.tier);
  const first = operation.security[0];
  const isFirst =
    tier === undefined ||
    first === undefined ||
    satisfiedAlternative(contract, { ...operation, security: [first] }, tier) !== undefined;
  return isFirst ? 'auth.valid-refused' : 'auth.or-branch-refused';
}
