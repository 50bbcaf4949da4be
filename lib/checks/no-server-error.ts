import { statusesOf } from '../cases/case.ts';
import { listWords } from '../core/text.ts';
import { isAlike } from '../access/read-access.ts';
import { responsesPointer } from './answer-facts.ts';
import { type Check, type CheckContext, judgeBy, PASSED } from './check.ts';

/** Neither a valid nor an invalid request makes the service fail (RFC 9110, section 15.6). */
export const noServerError: Check = {
  id: 'no-server-error',
  title: 'No request makes the service fail',
  clause: 'RFC 9110, section 15.6',
  rules: ['request.invalid-crashes', 'status.server-error'],
  evaluate: (context) => {
    const { answer, step } = context;
    const { expectation } = step;
    if (answer.status < 500 || answer.status === 501 || statusesOf(expectation).includes(answer.status)) return PASSED;
    if (isMeant(context)) return PASSED;
    const isInvalid = expectation.kind === 'error' && expectation.isMissing !== true;
    const rule = isInvalid ? 'request.invalid-crashes' : 'status.server-error';
    const asked =
      expectation.kind === 'error' ? `${listWords(expectation.statuses)} (${expectation.because})` : 'no server error';
    return judgeBy([
      {
        rule,
        place: { kind: 'status', status: answer.status },
        clause: responsesPointer(context),
        expected: asked,
        seen: String(answer.status),
      },
    ]);
  },
};

/** True for a documented 5xx that the rightful caller gets too: no crash. Whether the caller may see it is judged elsewhere. */
function isMeant({ answer, compared: { rightful, meantErrors = [] } }: CheckContext): boolean {
  return meantErrors.includes(answer.status) && rightful !== undefined && isAlike(answer, rightful.answer);
}
