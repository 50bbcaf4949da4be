import type { Evidence, JournalLine } from './run-record.ts';

/** An exchange of the journal as evidence: what was asked a second time says so in its purpose. */
export function toEvidence(line: Extract<JournalLine, { readonly kind: 'exchange' }>): Evidence {
  const { caseId, operationId, purpose, isAgain, exchange } = line;
  return { caseId, operationId, purpose: isAgain === true ? `${purpose} again` : purpose, exchange };
}
