import { isSuccess } from '../exchange/status.ts';
import { judgeBy, PASSED, skip, type Check } from './check.ts';
import { isAlike } from '../access/read-access.ts';

/** Things of others are answered like things that do not exist, if existence is hidden: same status, same members, same words. */
export const foreignLooksUnknown: Check = {
  id: 'foreign-looks-unknown',
  title: 'What is foreign cannot be told from what does not exist',
  clause: 'rules of the contract: nothing of another org is shown, not even that it exists; OWASP API1:2023',
  rules: ['auth.refusal-oracle'],
  judgesOutside: true,
  evaluate: (context) => {
    const { step, answer, control, operation } = context;
    if (step.purpose !== 'probe' || step.expectation.kind !== 'refused' || step.expectation.likeControl !== true)
      return skip('nothing is hidden here');
    if (answer.status >= 500 || (control?.status ?? 0) >= 500)
      return skip('a service that fails says nothing about what it hides');
    if (control === undefined || isSuccess(answer.status) || isAlike(answer, control)) return PASSED;
    return judgeBy([
      {
        rule: 'auth.refusal-oracle',
        place: { kind: 'access', variant: context.testCase.variant },
        clause: operation.securityPointer,
        expected: `${control.status}, as for what does not exist`,
        seen: answer.status === control.status ? `${answer.status} with another body` : String(answer.status),
        tier: step.tier,
        // Between tenants the contract hides existence, so a difference weighs more than usual.
        severity: 'major',
        attack: `whoever administers one tenant finds out through ${operation.id} what others have`,
      },
    ]);
  },
};
