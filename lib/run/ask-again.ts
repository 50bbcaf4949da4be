import { defined } from '../core/defined.ts';
import type { Case } from '../cases/case.ts';
import type { Contract } from '../contract/contract.ts';
import type { Severity } from '../core/severity.ts';
import type { Finding } from '../findings/finding.ts';
import { makeFinding } from '../findings/make-finding.ts';
import type { RuleId } from '../rules/rules.ts';
import type { JudgedCase } from './judge-case.ts';

/**
 * Whether a case is worth sending a second time: something was found, and to repeat it is harmless. What is critical is
 * never asked about again: somebody who was let in once was let in.
 */
export function isWorthAskingAgain({ reach, steps }: Case, { findings }: JudgedCase): boolean {
  const isHarmless = reach === 'none' && steps.every(({ makes, purpose }) => makes === undefined && purpose !== 'undo');
  return isHarmless && findings.some(isInDoubt);
}

function isInDoubt({ severity }: Finding): boolean {
  return severity !== 'critical';
}

const DISAGREES = 'the same request was answered in another way the second time';

export interface AskedTwice {
  readonly contract: Contract;
  readonly first: JudgedCase;
  readonly second: JudgedCase;
  readonly severityOf: (rule: RuleId, operationId: string) => Severity | undefined;
}

/** What was found once and not the second time is `ops.flaky`: neither drift nor a pass. No second answer settles nothing. */
export function settleDoubt(asked: AskedTwice): JudgedCase {
  const { first, second } = asked;
  if (second.state === 'inconclusive') return first;
  const confirmed = new Set(second.findings.map(({ fingerprint }) => fingerprint));
  const stays = (finding: Finding): boolean => !isInDoubt(finding) || confirmed.has(finding.fingerprint);
  if (first.findings.every(stays)) return first;
  const findings = first.findings.map((finding) => (stays(finding) ? finding : flakyFinding(asked, finding)));
  if (first.findings.some(stays)) return { ...first, findings };
  const { cell } = first;
  return {
    ...first,
    state: 'inconclusive',
    reason: DISAGREES,
    findings,
    ...(cell === undefined ? {} : { cell: { ...cell, verdict: 'could-not-tell', reason: DISAGREES } }),
  };
}

function flakyFinding({ contract, first, severityOf }: AskedTwice, finding: Finding): Finding {
  const operation = contract.operation(finding.operationId);
  if (operation === undefined) return finding;
  return makeFinding({
    contract,
    operation,
    check: 'answers-agree',
    observation: {
      rule: 'ops.flaky',
      place: { ...finding.place, flaky: finding.rule },
      clause: finding.clause.pointer,
      expected: 'the same answer to the same request',
      seen: `${finding.seen} where ${finding.expected} is due, and the second time nothing of it`,
      ...defined({ tier: finding.tier }),
    },
    caseId: first.id,
    reproduce: finding.reproduce,
    severityOf,
  });
}
