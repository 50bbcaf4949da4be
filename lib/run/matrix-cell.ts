import { defined } from '../core/defined.ts';
import { statusesOf, type Case } from '../cases/case.ts';
import type { CellVerdict, MatrixCell } from '../findings/run-record.ts';
import { describeOutcome, type SentStep } from './case-runner.ts';

export interface JudgedProbe {
  readonly testCase: Case;
  readonly probe: SentStep | undefined;
  readonly isDrift: boolean;
  /** Why it could not be told. */
  readonly reason: string | undefined;
}

/** The cell of the matrix that a case of the security families fills, with what was expected and what was seen. */
export function judgedCell({ testCase, probe, isDrift, reason }: JudgedProbe): { cell?: MatrixCell } {
  const observed = probe === undefined ? (reason ?? 'not sent') : describeAccess(probe);
  if (isDrift) return cellOf(testCase, 'drift', observed, undefined);
  if (probe === undefined || reason !== undefined) return cellOf(testCase, 'could-not-tell', observed, reason);
  if (contradicts(observed, expectedAccess(testCase)))
    return cellOf(testCase, 'could-not-tell', observed, 'the answer says nothing about the credential');
  return cellOf(testCase, 'as-expected', observed, undefined);
}

/** An operation that is not there lets nobody in, whatever its answer looks like; nothing of it is as expected. */
function contradicts(observed: string, expected: MatrixCell['expected']): boolean {
  return (
    (expected === 'refused' && observed.startsWith('accepted ')) ||
    (expected === 'accepted' && observed.startsWith('refused '))
  );
}

export function cellOf(
  testCase: Case,
  verdict: CellVerdict,
  observed: string,
  reason: string | undefined,
): { cell?: MatrixCell } {
  if (testCase.family === 'conformance') return {};
  return {
    cell: {
      operationId: testCase.operationId,
      tier: testCase.tier,
      ...(testCase.family === 'tier-matrix' ? {} : { variant: `${testCase.family}/${testCase.variant}` }),
      expected: expectedAccess(testCase),
      observed,
      verdict,
      caseId: testCase.id,
      ...defined({ reason }),
    },
  };
}

function describeAccess({ step, exchange }: SentStep): string {
  if (exchange.outcome.kind === 'failed') return describeOutcome(exchange);
  const { status } = exchange.outcome;
  const { expectation } = step;
  switch (expectation.kind) {
    case 'mirrors':
    case 'unrouted':
      return `answered ${status}`;
    case 'refused':
      return isRefusal(status, [...expectation.statuses, ...(expectation.orTurnedAway ?? [])]) ||
        (expectation.likeControl === true && status >= 300)
        ? `refused ${status}`
        : `accepted ${status}`;
    case 'either':
      return isRefusal(status, expectation.refusals) ? `refused ${status}` : `accepted ${status}`;
    default:
      return isRefusal(status, expectation.kind === 'unauthenticated' ? statusesOf(expectation) : [])
        ? `refused ${status}`
        : `accepted ${status}`;
  }
}

function isRefusal(status: number, refusals: readonly number[]): boolean {
  return status === 401 || status === 403 || (status >= 300 && status < 400) || refusals.includes(status);
}

function expectedAccess(testCase: Case): MatrixCell['expected'] {
  const kind = testCase.steps.find((step) => step.purpose === 'probe')?.expectation.kind;
  switch (kind) {
    case 'either':
      return 'either';
    case 'refused':
    case 'unauthenticated':
    case 'unrouted':
      return 'refused';
    default:
      return 'accepted';
  }
}
