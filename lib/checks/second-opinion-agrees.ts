import type { Contract } from '../contract/contract.ts';
import { createSecondOpinion, isDisagreement, type AskSecondOpinion } from '../contract/second-opinion.ts';
import { declaredContent } from './answer-facts.ts';
import { PASSED, skip, type Check } from './check.ts';

const GAP = 'gap.second-opinion';

/**
 * A second validator, openapi-response-validator, says the same of the body as ours, where it can judge the schema. Where the
 * two part, one of them is at fault: that is said, and decides nothing.
 */
export const secondOpinionAgrees: Check = {
  id: 'second-opinion-agrees',
  title: 'A second validator says the same of the body',
  clause: 'OpenAPI 3.1, media type object; JSON Schema 2020-12',
  rules: [GAP],
  evaluate: (context) => {
    const { answer, contract, operation } = context;
    const content = declaredContent(context);
    const schemaPointer = content?.schemaPointer;
    if (content === undefined || schemaPointer === undefined || answer.body.kind !== 'json')
      return skip('there is no schema or no JSON to hold against it');
    const ours = contract.judge(schemaPointer, answer.body.value, answer.body.text);
    const theirs = secondOpinionOf(contract)(operation, answer.status, content.mediaType, answer.body.value);
    if (theirs.kind === 'cannot-judge') return skip(theirs.reason);
    if (!isDisagreement(ours, theirs)) return PASSED;
    const { file, line } = contract.positionOf(schemaPointer);
    const opinions = `our validator calls the body ${ours.kind}, openapi-response-validator ${theirs.kind}`;
    return { kind: 'inconclusive', gap: GAP, reason: `${opinions} by the schema at ${file}:${line}` };
  },
};

const opinions = new WeakMap<Contract, AskSecondOpinion>();

/** Its validators are built once for each contract. */
function secondOpinionOf(contract: Contract): AskSecondOpinion {
  const ask = opinions.get(contract) ?? createSecondOpinion(contract);
  opinions.set(contract, ask);
  return ask;
}
