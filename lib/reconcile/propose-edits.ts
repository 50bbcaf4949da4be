import type { Contract } from '../contract/contract.ts';
import { err, type Result } from '../core/result.ts';
import type { Finding } from '../findings/finding.ts';
import { responsibleFor, ruleOf, type Rule } from '../rules/rules.ts';
import type { Edit } from './edit.ts';
import { proposeForBody, proposeForMember, UNRECORDED } from './propose-body.ts';
import { proposeForHeader, proposeForMediaType, proposeForStatus } from './propose-response.ts';
import { answersBehind, answersOf, type RecordedExchanges } from './recorded-answers.ts';

type Propose = (contract: Contract, finding: Finding, exchanges: RecordedExchanges) => Result<readonly Edit[]>;

const PROPOSE: Readonly<Record<NonNullable<Rule['edit']>, Propose>> = {
  status: (contract, finding, exchanges) =>
    proposeForStatus(contract, finding, {
      answers: answersBehind(finding, exchanges),
      all: answersOf(finding.operationId, exchanges),
    }),
  'media-type': (contract, finding, exchanges) =>
    proposeForMediaType(contract, finding, answersBehind(finding, exchanges)),
  header: (contract, finding, exchanges) => proposeForHeader(contract, finding, answersBehind(finding, exchanges)),
  member: (contract, finding, exchanges) => proposeForMember(contract, finding, answersBehind(finding, exchanges)),
  keyword: (contract, finding, exchanges) => proposeForBody(contract, finding, answersBehind(finding, exchanges)),
};

/** Whether the deployment may be right about it: a matter of shape, that nobody could abuse. */
export function isReconcilable(finding: Finding): boolean {
  const isSecurity = finding.attack !== undefined || finding.tier !== undefined;
  return editOf(finding) !== undefined && !isSecurity && responsibleFor(finding) === 'either';
}

/** Edits that might make the finding go, the least first; or why there is none. */
export function proposeEdits(
  contract: Contract,
  finding: Finding,
  exchanges: RecordedExchanges,
): Result<readonly Edit[]> {
  const edit = editOf(finding);
  return edit === undefined ? err(UNRECORDED) : PROPOSE[edit](contract, finding, exchanges);
}

/** What would have to be edited; nothing where a status is declared, and is only not the one for the case. */
function editOf({ rule, place }: Finding): Rule['edit'] {
  const { edit } = ruleOf(rule);
  return edit === 'status' && place.kind !== 'status' ? undefined : edit;
}
