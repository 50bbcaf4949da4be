import type { Contract } from '../contract/contract.ts';
import { err, type Result } from '../core/result.ts';
import type { Occurrence } from '../findings/finding.ts';
import { responsibleFor, ruleOf, type Rule } from '../rules/rules.ts';
import type { Edit } from './edit.ts';
import { proposeForBody, proposeForMember, proposeForName, UNRECORDED } from './propose-body.ts';
import { proposeForHeader, proposeForMediaType, proposeForStatus } from './propose-response.ts';
import { answersBehind, answersOf, type RecordedExchanges } from './recorded-answers.ts';

/** True for a finding about which the deployment may be right: a matter of shape that nobody could abuse. */
export function isReconcilable(finding: Occurrence): boolean {
  const isSecurity = finding.attack !== undefined || finding.tier !== undefined;
  return editOf(finding) !== undefined && !isSecurity && responsibleFor(finding) === 'either';
}

/** Proposes edits that might make the finding go, the smallest first; or says why there is none. */
export function proposeEdits(
  contract: Contract,
  finding: Occurrence,
  exchanges: RecordedExchanges,
): Result<readonly Edit[]> {
  const answers = answersBehind(finding, exchanges);
  switch (editOf(finding)) {
    case 'status':
      return proposeForStatus(contract, finding, { answers, all: answersOf(finding.operationId, exchanges) });
    case 'media-type':
      return proposeForMediaType(contract, finding, answers);
    case 'header':
      return proposeForHeader(contract, finding, answers);
    case 'member':
      return proposeForMember(contract, finding, answers);
    case 'member-name':
      return proposeForName(contract, finding);
    case 'keyword':
      return proposeForBody(contract, finding, answers);
    case undefined:
      return err(UNRECORDED);
  }
}

/** The part of the contract to edit; none for a status that is declared but is not the one for the case. */
function editOf({ rule, place }: Occurrence): Rule['edit'] {
  const { edit } = ruleOf(rule);
  return edit === 'status' && place.kind !== 'status' ? undefined : edit;
}
