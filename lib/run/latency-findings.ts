import type { ConformanceData } from '../cases/operation-data.ts';
import type { Plan } from '../cases/plan.ts';
import { probeOf, type Case } from '../cases/case.ts';
import { renderCurl } from '../cases/reproduce.ts';
import type { Contract } from '../contract/contract.ts';
import type { Occurrence } from '../findings/finding.ts';
import { makeFinding } from '../findings/make-finding.ts';
import type { OperationObservation } from '../findings/run-record.ts';
import { severityFor } from './judge-case.ts';

export interface LatencyParts {
  readonly contract: Contract;
  readonly data: ConformanceData;
  readonly plan: Plan;
  readonly budgetMs: number;
  /** Ids of the cases that were sent. */
  readonly sent: ReadonlySet<string>;
}

/** Operations whose successful answers took longer than they may (95th percentile). Says the budget, not the measured time, which differs in every run. */
export function latencyFindings(
  parts: LatencyParts,
  operations: readonly OperationObservation[],
): readonly Occurrence[] {
  const { contract, data, budgetMs } = parts;
  return operations.flatMap((observed) => {
    const operation = contract.operation(observed.operationId);
    const allowedMs = data.operations[observed.operationId]?.latencyBudgetMs ?? budgetMs;
    const testCase = caseOf(parts, observed.operationId);
    if (operation === undefined || testCase === undefined || observed.latencyP95Ms <= allowedMs) return [];
    return [
      makeFinding({
        contract,
        operation,
        check: 'latency-within-budget',
        observation: {
          rule: 'ops.latency',
          place: { kind: 'latency' },
          clause: operation.pointer,
          expected: `answers within ${allowedMs} ms`,
          seen: 'the slowest 5 % take longer',
        },
        caseId: testCase.id,
        reproduce: renderCurl(probeOf(testCase).request),
        severityOf: (rule, operationId) => severityFor(data, rule, operationId),
      }),
    ];
  });
}

/** A case that was sent, and rather one that asks for a success: whoever looks into it sends it again. */
export function caseOf({ plan, sent }: Pick<LatencyParts, 'plan' | 'sent'>, operationId: string): Case | undefined {
  const cases = plan.sequences
    .filter((sequence) => sequence.operationId === operationId)
    .flatMap((sequence) => sequence.cases)
    .filter(({ id }) => sent.has(id));
  return cases.find((testCase) => probeOf(testCase).expectation.kind === 'success') ?? cases[0];
}
