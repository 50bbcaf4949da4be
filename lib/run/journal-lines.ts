import type { Case } from '../cases/case.ts';
import type { ConformanceData } from '../cases/operation-data.ts';
import { defined } from '../core/defined.ts';
import { withoutBody } from '../exchange/exchange.ts';
import type { CaseOutcome, JournalLine } from '../findings/run-record.ts';
import type { SentStep } from './case-runner.ts';
import type { JudgedCase } from './judge-case.ts';

/** As much of a body, in characters, as a record keeps for the reader; the journal has all of it. */
export const LONGEST_BODY = 4_000;

/** Makes the journal line of an exchange, without the body of the answer if the operation's bodies are never stored. */
export function lineOfExchange(
  caseId: string,
  { step, index, exchange }: SentStep,
  { operations }: ConformanceData,
): Extract<JournalLine, { kind: 'exchange' }> {
  const { operationId } = step.request;
  return {
    kind: 'exchange',
    caseId,
    operationId,
    purpose: step.purpose,
    step: index,
    ...defined({ isOutside: step.outside }),
    exchange: operations[operationId]?.sensitive === true ? withoutBody(exchange) : exchange,
  };
}

/** Makes the journal lines of a judged case: its outcome, its findings and its gaps. */
export function linesOfCase(
  testCase: Case,
  judged: JudgedCase,
  requests: number,
  durationMs: number,
): readonly JournalLine[] {
  const outcome = outcomeOf(testCase, judged, requests, durationMs);
  return [
    { kind: 'case', outcome, ...defined({ cell: judged.cell }) },
    ...judged.findings.map((finding) => ({ kind: 'finding', finding, caseId: testCase.id }) as const),
    ...judged.gaps.map((gap) => ({ kind: 'gap', gap }) as const),
  ];
}

/** Makes the outcome of a case, as the run record has it. */
export function outcomeOf(testCase: Case, judged: JudgedCase, requests: number, durationMs: number): CaseOutcome {
  return {
    id: testCase.id,
    operationId: testCase.operationId,
    family: testCase.family,
    tier: testCase.tier,
    title: testCase.title,
    state: judged.state,
    ...defined({ reason: judged.reason, followsFrom: judged.followsFrom }),
    findings: [...new Set(judged.findings.map((finding) => finding.fingerprint))].sort(),
    requests,
    durationMs: Math.round(durationMs),
  };
}
