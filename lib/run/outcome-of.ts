import { defined } from '../core/defined.ts';
import type { Case } from '../cases/case.ts';
import type { CaseOutcome } from '../findings/run-record.ts';
import type { JudgedCase } from './judge-case.ts';

/** What the record says of a case. */
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
