import { describeUnreadable } from '../access/read-access.ts';
import { satisfiedAlternative } from '../cases/access.ts';
import { isOpen } from '../contract/security.ts';
import type { RuleId } from '../rules/rules.ts';
import { judgeBy, PASSED, skip, type Check, type CheckContext } from './check.ts';
import { placeOf } from './credential-is-refused.ts';

/** Every credential that the contract names gets in, and an open operation asks for none (OpenAPI 3.1, security requirement object). */
export const credentialIsAccepted: Check = {
  id: 'credential-is-accepted',
  title: 'A credential that is named is accepted',
  clause: 'OpenAPI 3.1, security requirement object',
  rules: ['auth.or-branch-refused', 'auth.public-refused', 'auth.valid-refused'],
  evaluate: (context) => {
    const { step, operation, access } = context;
    const { expectation } = step;
    const { reading } = access;
    const isMatrix = expectation.kind === 'accepted';
    // A documented call that is refused says the same as its cell of the matrix.
    const isDocumented =
      step.outside !== true &&
      ((expectation.kind === 'success' && expectation.rule === undefined) ||
        (expectation.kind === 'error' && isOpen(operation)));
    const isAsked = isMatrix || (isDocumented && reading?.kind === 'refused');
    if (!isAsked || step.purpose === 'undo' || reading === undefined)
      return skip('nobody in particular has to be let in');
    if (reading.kind === 'unknown')
      return { kind: 'inconclusive', gap: 'gap.cell-untested', reason: describeUnreadable(reading) };
    if (reading.kind !== 'refused') return PASSED;
    return judgeBy([
      {
        rule: ruleFor(context),
        place: isMatrix ? placeOf(context) : { kind: 'access' },
        clause: operation.securityPointer,
        expected: isOpen(operation) ? 'an answer to everybody' : 'acceptance of a credential that the contract names',
        seen: `refused with ${reading.status}`,
        tier: step.tier,
      },
    ]);
  },
};

function ruleFor({ operation, contract, step }: CheckContext): RuleId {
  if (isOpen(operation)) return 'auth.public-refused';
  const tier = contract.platform.callers.find(step.tier);
  const first = operation.security[0];
  const isFirst =
    tier === undefined ||
    first === undefined ||
    satisfiedAlternative(contract, { ...operation, security: [first] }, tier) !== undefined;
  return isFirst ? 'auth.valid-refused' : 'auth.or-branch-refused';
}
