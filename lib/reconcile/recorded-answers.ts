import type { Answer } from '../exchange/exchange.ts';
import type { Occurrence } from '../findings/finding.ts';
import type { JournalLine } from '../findings/run-record.ts';

type RecordedExchange = Extract<JournalLine, { readonly kind: 'exchange' }>;

/** Exchanges of a run by case, in the order in which they were sent. */
export type RecordedExchanges = ReadonlyMap<string, readonly RecordedExchange[]>;

export function exchangesByCase(journal: readonly JournalLine[]): RecordedExchanges {
  const byCase = new Map<string, RecordedExchange[]>();
  for (const line of journal) {
    // Only the first answer to a step is judged; a second one was asked for to see whether it is the same.
    if (line.kind !== 'exchange' || line.isAgain === true || line.afterRefusal === 'nobody') continue;
    const known = byCase.get(line.caseId) ?? [];
    // What was sent with all routing headers counts in place of what was turned away for want of one.
    const kept = line.afterRefusal === 'routed' ? known.filter((each) => each.afterRefusal === 'routed') : known;
    byCase.set(line.caseId, [...kept, line]);
  }
  return byCase;
}

/** Lists the answers behind a finding: those of its operation that were judged, in its cases. */
export function answersBehind(finding: Occurrence, exchanges: RecordedExchanges): readonly Answer[] {
  return finding.cases
    .flatMap((caseId) => exchanges.get(caseId) ?? [])
    .filter((line) => line.operationId === finding.operationId)
    .filter((line) => line.purpose === 'probe' || line.purpose === 'verify')
    .flatMap(({ exchange: { outcome } }) => (outcome.kind === 'answered' ? [outcome] : []));
}

/** Lists all answers of an operation, of every purpose. */
export function answersOf(operationId: string, exchanges: RecordedExchanges): readonly Answer[] {
  return [...exchanges.values()]
    .flat()
    .filter((line) => line.operationId === operationId)
    .flatMap(({ exchange: { outcome } }) => (outcome.kind === 'answered' ? [outcome] : []));
}
