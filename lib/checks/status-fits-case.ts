import { describeDemand } from '../cases/accommodations.ts';
import { type Demand, statusesOf } from '../cases/case.ts';
import { exactResponseFor } from '../contract/contract.ts';
import { describeInItsWords } from '../exchange/describe-in-its-words.ts';
import { isClientError, isSuccess } from '../exchange/status.ts';
import { defined } from '../core/defined.ts';
import { listWords } from '../core/text.ts';
import type { RuleId } from '../rules/rules.ts';
import { declaredResponse } from './answer-facts.ts';
import { type Check, type CheckContext, judgeBy, PASSED, skip, type Verdict } from './check.ts';

/** The status is the one, of those that are declared, that this case calls for. */
export const statusFitsCase: Check = {
  id: 'status-fits-case',
  title: 'The status is the one this case calls for',
  clause: 'OpenAPI 3.1, responses object; the descriptions of the operations',
  rules: [
    'auth.refusal-effect',
    'auth.revoked-accepted',
    'guard.dry-run-created',
    'guard.effect',
    'guard.overreach',
    'guard.skipped',
    'request.constraint-unenforced',
    'request.extra-accepted',
    'request.invalid-wrong-error',
    'request.required-unenforced',
    'request.undocumented-demand',
    'request.valid-refused',
    'state.create-unreadable',
    'state.delete-ineffective',
    'state.put-not-idempotent',
    'status.not-found-shape',
    'status.success-differs',
    'tenant.routing',
  ],
  evaluate: (context) => {
    const { expectation } = context.step;
    switch (expectation.kind) {
      case 'success':
        return judgeSuccess(context, expectation);
      case 'error':
        return judgeError(context, expectation);
      default:
        return skip('the case asks who gets in, not with which status');
    }
  },
};

function judgeSuccess(
  context: CheckContext,
  { statuses, because, orRefused, rule }: Extract<CheckContext['step']['expectation'], { kind: 'success' }>,
): Verdict {
  const { answer, step, testCase } = context;
  const expected = `${listWords(statuses)}${because === undefined ? '' : ` (${because})`}`;
  if (statuses.includes(answer.status)) return PASSED;
  if (isSuccess(answer.status)) {
    if (declaredResponse(context) === undefined) return skip('an undeclared status has a check of its own');
    return report(context, 'status.success-differs', expected);
  }
  if (!isClientError(answer.status)) return skip('server errors and redirects have checks of their own');
  if (orRefused !== undefined) return PASSED;
  if (step.purpose === 'probe' && testCase.demand !== undefined)
    return reportDemand(context, testCase.demand, statuses);
  return report(context, rule ?? 'request.valid-refused', expected);
}

function judgeError(
  context: CheckContext,
  expectation: Extract<CheckContext['step']['expectation'], { kind: 'error' }>,
): Verdict {
  const { answer } = context;
  if (expectation.statuses.includes(answer.status)) return PASSED;
  // 410 says what 404 does, and that it stays so (RFC 9110, section 15.5.11).
  if (answer.status === 410 && expectation.statuses.includes(404)) return PASSED;
  const expected = `${listWords(expectation.statuses)} (${expectation.because})`;
  if (isSuccess(answer.status)) return report(context, expectation.rule, expected);
  if (!isClientError(answer.status) || declaredResponse(context) === undefined) return skip('has a check of its own');
  return report(context, 'request.invalid-wrong-error', expected);
}

/** The request is valid by the contract, and refused without what the target is said to demand; the server says why. */
function reportDemand({ operation, exchange }: CheckContext, demand: Demand, statuses: readonly number[]): Verdict {
  const { part, name } = demand;
  return judgeBy([
    {
      rule: 'request.undocumented-demand',
      place: { kind: 'demand', part, ...defined({ name: name?.toLowerCase() }) },
      clause: part === 'body' ? (operation.requestBody?.pointer ?? operation.pointer) : operation.pointer,
      expected: `${listWords(statuses)} without ${describeDemand(demand)}`,
      seen: describeInItsWords(exchange),
    },
  ]);
}

function report(context: CheckContext, rule: RuleId, expected: string): Verdict {
  const { answer, step, testCase, operation } = context;
  const [due] = statusesOf(step.expectation);
  const wanted = due === undefined ? undefined : exactResponseFor(operation, due);
  return judgeBy([
    {
      rule,
      place: {
        kind: 'status-of-case',
        variant: testCase.variant,
        ...(step.purpose === 'verify' ? { due: statusesOf(step.expectation) } : {}),
      },
      clause: wanted?.pointer ?? `${operation.pointer}/responses`,
      // A look at the effect is a request of another operation, and it is the effect that is reported.
      ...(step.purpose === 'verify'
        ? {
            expected: `${listWords(statusesOf(step.expectation))} from ${operation.id} afterwards`,
            seen: `${answer.status} from ${operation.id}`,
          }
        : { expected, seen: String(answer.status) }),
    },
  ]);
}
