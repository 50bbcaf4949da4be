import { describe, expect, it } from 'vitest';
import type { Case, Sequence } from '../cases/case.ts';
import { REFUSED, testAnswer, testContext } from '../../tests/support/test-context.ts';
import type { Occurrence } from '../findings/finding.ts';
import { latencyFindings, type LatencyParts } from './latency-findings.ts';
import { OperationObserver } from './observe.ts';

const { contract, operation, testCase, step } = testContext(testAnswer(200));
const caseOf = (name: string, expectation = step.expectation): Case => ({
  ...testCase,
  id: name,
  steps: [{ ...step, expectation }],
});

function evaluate(cases: readonly Case[], sent: readonly string[], latencyP95Ms: number): readonly Occurrence[] {
  const sequence: Sequence = { id: 'sequence', operationId: operation.id, group: 'conformance', cases };
  // Only the sequences of a plan and the operations of the data are looked at.
  const parts = {
    contract,
    data: { operations: {}, severities: [] },
    plan: { sequences: [sequence] },
  } as unknown as LatencyParts;
  const observed = { ...new OperationObserver(contract, operation).summarise(), latencyP95Ms };
  return latencyFindings({ ...parts, budgetMs: 100, sent: new Set(sent) }, [observed]);
}

describe('latencyFindings', () => {
  it('reports an operation that takes longer than it may, with a case that was sent and asks for a success', () => {
    const cases = [caseOf('withheld'), caseOf('refused', REFUSED), caseOf('read')];
    const [finding, ...others] = evaluate(cases, ['refused', 'read'], 101);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ rule: 'ops.latency', expected: 'answers within 100 ms', cases: ['read'] });
    expect(evaluate(cases, ['refused'], 101)[0]?.cases).toEqual(['refused']);
  });

  it('reports nothing within the budget, and nothing where no case was sent', () => {
    expect(evaluate([caseOf('read')], ['read'], 100)).toEqual([]);
    expect(evaluate([caseOf('read')], [], 101)).toEqual([]);
  });
});
