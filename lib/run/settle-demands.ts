import { describeDemand } from '../cases/accommodations.ts';
import { probeOf, statusesOf, type Case } from '../cases/case.ts';
import type { ConformanceData } from '../cases/operation-data.ts';
import type { Plan } from '../cases/plan.ts';
import type { Contract } from '../contract/contract.ts';
import { sortDistinct } from '../core/text.ts';
import { isSuccess } from '../exchange/status.ts';
import type { Occurrence } from '../findings/finding.ts';
import { makeFinding } from '../findings/make-finding.ts';
import type { CaseOutcome, JournalLine } from '../findings/run-record.ts';
import { severityFor } from './judge-case.ts';

interface DemandParts {
  readonly contract: Contract;
  readonly data: ConformanceData;
  readonly plan: Plan;
  readonly journal: readonly JournalLine[];
}

interface Judged {
  readonly occurrences: readonly Occurrence[];
  readonly cases: readonly CaseOutcome[];
}

/**
 * Takes back that something is demanded where no request with it was accepted either: what is known then is that a valid request
 * is refused (OpenAPI 3.1, request body and parameter objects).
 */
export function settleDemands(parts: DemandParts, { occurrences, cases }: Judged): Judged {
  const { contract, data } = parts;
  const taken = new Map<string, Occurrence>();
  for (const found of occurrences) {
    const operation = contract.operation(found.operationId);
    const shown = demandCases(parts.plan).filter(({ id }) => found.cases.includes(id));
    const [testCase] = shown;
    if (found.rule !== 'request.undocumented-demand' || operation === undefined || testCase === undefined) continue;
    if (isAcceptedOtherwise(parts, testCase)) continue;
    const refused = makeFinding({
      contract,
      operation,
      check: found.check,
      observation: {
        rule: 'request.valid-refused',
        place: { kind: 'status-of-case', variant: testCase.variant },
        clause: found.clause.pointer,
        expected: found.expected,
        seen: found.seen,
      },
      caseId: testCase.id,
      reproduce: found.reproduce,
      severityOf: (rule, operationId) => severityFor(data, rule, operationId),
    });
    taken.set(found.fingerprint, { ...refused, cases: found.cases });
  }
  if (taken.size === 0) return { occurrences, cases };
  return {
    occurrences: occurrences.map((found) => taken.get(found.fingerprint) ?? found),
    cases: cases.map((outcome) => ({
      ...outcome,
      findings: sortDistinct(outcome.findings.map((each) => taken.get(each)?.fingerprint ?? each)),
    })),
  };
}

/** A sentence for each accommodation without which the request was answered as the contract says. */
export function notesOnDemands({ plan, journal }: Pick<DemandParts, 'plan' | 'journal'>): readonly string[] {
  return demandCases(plan).flatMap(({ id, operationId, steps, demand }) =>
    journal.flatMap((line) => {
      if (line.kind !== 'exchange' || line.caseId !== id || line.purpose !== 'probe' || line.isAgain === true)
        return [];
      const { outcome } = line.exchange;
      const due = statusesOf(probeOf({ id, steps }).expectation);
      if (outcome.kind !== 'answered' || !due.includes(outcome.status)) return [];
      return [
        `accommodation: ${operationId} does without ${describeDemand(demand)}: it was answered ${outcome.status} all the same`,
      ];
    }),
  );
}

function demandCases(plan: Plan): readonly (Case & Required<Pick<Case, 'demand'>>)[] {
  return plan.sequences
    .flatMap(({ cases }) => cases)
    .filter((testCase): testCase is Case & Required<Pick<Case, 'demand'>> => testCase.demand !== undefined);
}

/** Whether the operation said success to a request that had the part which this case leaves out. */
function isAcceptedOtherwise({ journal }: DemandParts, { id, operationId }: Case): boolean {
  return journal.some((line) => {
    if (line.kind !== 'exchange' || line.operationId !== operationId || line.isOutside === true) return false;
    const { outcome } = line.exchange;
    const isProbe = line.caseId === id && line.purpose === 'probe';
    return !isProbe && outcome.kind === 'answered' && isSuccess(outcome.status);
  });
}
