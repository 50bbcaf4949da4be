import { responseFor } from '../contract/contract.ts';
import { headerOf } from '../exchange/exchange.ts';
import { isRedirect } from '../exchange/status.ts';
import { responsesPointer } from './answer-facts.ts';
import { judgeBy, PASSED, type Check } from './check.ts';

/** A documented path answers itself. A redirect sends credentials elsewhere, and is never followed (RFC 9110, section 15.4). */
export const redirectIsNotAnAnswer: Check = {
  id: 'redirect-is-not-an-answer',
  title: 'A documented path is not redirected',
  clause: 'OpenAPI 3.1, responses object; RFC 9110, section 15.4',
  rules: ['auth.refusal-redirect', 'surface.redirected'],
  evaluate: (context) => {
    const { answer, step, operation } = context;
    const declared = responseFor(operation, answer.status);
    const isDeclared = declared !== undefined && declared.status !== 'default';
    if (!isRedirect(answer.status) || isDeclared) return PASSED;
    const isRefusal = step.expectation.kind === 'refused';
    const location = headerOf(answer.headers, 'location') ?? 'nowhere';
    const isElsewhere = /^https?:\/\//.test(location);
    const where = isElsewhere ? ' to another address' : '';
    return judgeBy([
      {
        rule: isRefusal ? 'auth.refusal-redirect' : 'surface.redirected',
        place: { kind: 'status', status: answer.status, ...(isElsewhere ? { isElsewhere } : {}) },
        clause: responsesPointer(context),
        expected: isRefusal ? 'a refusal on this path' : 'an answer on this path',
        seen: `a redirect (${answer.status})${where}`,
        ...(isRefusal ? { tier: step.tier } : isElsewhere ? { severity: 'major' as const } : {}),
      },
    ]);
  },
};
