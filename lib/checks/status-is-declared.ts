import { statusesOf } from '../cases/case.ts';
import { exactResponseFor } from '../contract/contract.ts';
import { isClientError, isRedirect } from '../exchange/status.ts';
import type { Place } from '../findings/place.ts';
import { listWords } from '../core/text.ts';
import { declaredResponse, describeDeclared, isRefusal, responsesPointer } from './answer-facts.ts';
import { type Check, type CheckContext, judgeBy, PASSED, skip } from './check.ts';

/** Every status that is answered stands in the contract (OpenAPI 3.1, responses object). */
export const statusIsDeclared: Check = {
  id: 'status-is-declared',
  title: 'The status is declared',
  clause: 'OpenAPI 3.1, responses object',
  rules: [
    'auth.refusal-status',
    'request.invalid-wrong-error',
    'status.covered-by-default-only',
    'status.undocumented',
  ],
  evaluate: (context) => {
    const { answer, step } = context;
    const response = declaredResponse(context);
    const place: Place = { kind: 'status', status: answer.status };
    const clause = responsesPointer(context);
    if (isRedirect(answer.status)) return skip('redirects have a check of their own');
    if (response?.status === 'default') {
      return judgeBy([
        {
          rule: 'status.covered-by-default-only',
          place,
          clause,
          expected: 'a declared status',
          seen: `${answer.status}, under default`,
        },
      ]);
    }
    if (response !== undefined) return PASSED;
    const { kind } = step.expectation;
    if (step.expectation.kind === 'refused' && step.expectation.likeControl === true)
      return skip("the status is the control step's to answer for");
    // The rules of the contract allow 401 and 403 alike where a credential is refused.
    if ((kind === 'refused' || kind === 'unauthenticated') && statusesOf(step.expectation).includes(answer.status))
      return PASSED;
    const isRefused = kind === 'refused' && isRefusal(context);
    const rule = isRefused
      ? 'auth.refusal-status'
      : kind === 'error' && isClientError(answer.status)
        ? 'request.invalid-wrong-error'
        : 'status.undocumented';
    return judgeBy([
      {
        rule,
        place,
        clause,
        expected: isRefused ? `a declared refusal (${describeRefusals(context)})` : describeDeclared(context),
        seen: String(answer.status),
        ...(isRefused ? { tier: step.tier } : {}),
      },
    ]);
  },
};

/** Lists the refusals that the operation declares; 401 and 403, which the rules of the contract allow, if it declares none. */
function describeRefusals({ operation, step }: CheckContext): string {
  const refusals = statusesOf(step.expectation);
  const declared = refusals.filter((status) => exactResponseFor(operation, status) !== undefined);
  return listWords(declared.length > 0 ? declared : [401, 403]);
}
