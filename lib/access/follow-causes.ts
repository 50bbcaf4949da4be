import { defined } from '../core/defined.ts';
import type { Occurrence } from '../findings/finding.ts';
import type { CaseOutcome, MatrixCell } from '../findings/run-record.ts';
import { ruleOf } from '../rules/rules.ts';

/** Cases and cells of a run. */
interface Outcomes {
  readonly cases: readonly CaseOutcome[];
  readonly cells: readonly MatrixCell[];
}

/**
 * Names the finding behind each case and cell that only follows from another case: where nobody, or any made-up token, gets in,
 * one finding says so, and the callers who get in the same way have none of their own.
 */
export function followCauses({ cases, cells }: Outcomes, findings: readonly Occurrence[]): Outcomes {
  const causes = new Map(
    findings
      .filter(({ rule, place }) => ruleOf(rule).about === 'caller' && place.kind === 'access')
      .flatMap((finding) => finding.cases.map((caseId) => [caseId, finding.fingerprint] as const)),
  );
  const named = new Map<string, string>();
  const namedCases = cases.map((outcome) => {
    const cause = outcome.followsFrom === undefined ? undefined : causes.get(outcome.followsFrom);
    if (cause === undefined) return outcome;
    named.set(outcome.id, cause);
    return { ...outcome, reason: `follows from ${cause}`, findings: [cause] };
  });
  return {
    cases: namedCases,
    cells: cells.map((cell) => ({ ...cell, ...defined({ followsFrom: named.get(cell.caseId) }) })),
  };
}
