import type { Answer } from '../exchange/exchange.ts';
import type { Finding } from '../findings/finding.ts';
import type { JournalLine } from '../findings/run-record.ts';

export type RecordedExchange = Extract<JournalLine, { readonly kind: 'exchange' }>;

/** The exchanges of a run by case, in the order in which they were sent. */
export type RecordedExchanges = ReadonlyMap<string, readonly RecordedExchange[]>;

export function exchangesByCase(journal: readonly JournalLine[]): RecordedExchanges {
  const byCase = new Map<string, RecordedExchange[]>();
  for (const line of journal) {
    // The second answer to the same step would take the place of the first.
    if (line.kind !== 'exchange' || line.isAgain === true) continue;
    const known = byCase.get(line.caseId);
    if (known === undefined) byCase.set(line.caseId, [line]);
    else known.push(line);
  }
  return byCase;
}

/** The judged answers of the operation in the cases that showed the finding. */
export function answersBehind(finding: Finding, exchanges: RecordedExchanges): readonly Answer[] {
  return finding.cases
    .flatMap((caseId) => exchanges.get(caseId) ?? [])
    .filter((line) => line.operationId === finding.operationId)
    .filter((line) => line.purpose === 'probe' || line.purpose === 'verify')
    .flatMap(({ exchange: { outcome } }) => (outcome.kind === 'answered' ? [outcome] : []));
}

/** All answers of an operation, whatever they were asked for. */
export function answersOf(operationId: string, exchanges: RecordedExchanges): readonly Answer[] {
  return [...exchanges.values()]
    .flat()
    .filter((line) => line.operationId === operationId)
    .flatMap(({ exchange: { outcome } }) => (outcome.kind === 'answered' ? [outcome] : []));
}
