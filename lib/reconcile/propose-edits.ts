import type { Contract } from '../contract/contract.ts';
import { VIOLATION_RULES } from '../contract/schema-violations.ts';
import { err, type Result } from '../core/result.ts';
import type { Finding } from '../findings/finding.ts';
import { responsibleFor } from '../findings/responsibility.ts';
import type { Edit } from './edit.ts';
import { proposeForBody, proposeForMember, UNRECORDED } from './propose-body.ts';
import { proposeForHeader, proposeForMediaType, proposeForStatus } from './propose-response.ts';
import { answersBehind, answersOf, type RecordedExchanges } from './recorded-answers.ts';

type Propose = (contract: Contract, finding: Finding, exchanges: RecordedExchanges) => Result<readonly Edit[]>;

const ofStatus: Propose = (contract, finding, exchanges) =>
  proposeForStatus(contract, finding, {
    answers: answersBehind(finding, exchanges),
    all: answersOf(finding.operationId, exchanges),
  });
const ofMediaType: Propose = (contract, finding, exchanges) =>
  proposeForMediaType(contract, finding, answersBehind(finding, exchanges));
const ofHeader: Propose = (contract, finding, exchanges) =>
  proposeForHeader(contract, finding, answersBehind(finding, exchanges));
const ofMember: Propose = (contract, finding, exchanges) =>
  proposeForMember(contract, finding, answersBehind(finding, exchanges));
const ofBody: Propose = (contract, finding, exchanges) =>
  proposeForBody(contract, finding, answersBehind(finding, exchanges));

/** The rules about the shape of an answer, where the contract may as well be behind. Access, secrets and guards are not among them. */
const BY_RULE: ReadonlyMap<string, Propose> = new Map([
  ['status.undocumented', ofStatus],
  ['status.covered-by-default-only', ofStatus],
  ['media.undocumented', ofMediaType],
  ['header.missing', ofHeader],
  ['header.schema', ofHeader],
  ['body.undeclared', ofMember],
  ...VIOLATION_RULES.map((name) => [`body.${name}`, ofBody] as const),
]);

/** Whether the deployment may be right about it: a matter of shape, that nobody could abuse. */
export function isReconcilable(finding: Finding): boolean {
  const isSecurity = finding.attack !== undefined || finding.tier !== undefined;
  const isShape = BY_RULE.has(finding.rule) || isUndeclaredError(finding);
  return isShape && !isSecurity && responsibleFor(finding) === 'either';
}

/** Edits that might make the finding go, the least first; or why there is none. */
export function proposeEdits(
  contract: Contract,
  finding: Finding,
  exchanges: RecordedExchanges,
): Result<readonly Edit[]> {
  const propose = isUndeclaredError(finding) ? ofStatus : BY_RULE.get(finding.rule);
  return propose === undefined ? err(UNRECORDED) : propose(contract, finding, exchanges);
}

/** An invalid request that is refused with a status the contract does not have; one that it has, but for another case, is not of shape. */
function isUndeclaredError({ rule, check }: Finding): boolean {
  return rule === 'request.invalid-wrong-error' && check === 'status-is-declared';
}
