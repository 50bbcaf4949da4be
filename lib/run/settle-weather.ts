import type { JournalLine } from '../findings/run-record.ts';

/** Where so many other operations lost answers too, it is not the operation. */
const BAD_WEATHER = 3;

/**
 * Decides, once all lanes are done, what the cases with lost answers came to: an answer that stays away is drift of its
 * operation, unless several others lost answers in this run too; then it is the way there that is bad.
 */
export function settleWeather(journal: readonly JournalLine[]): readonly JournalLine[] {
  const lost = journal.findLast((line) => line.kind === 'lost')?.operationIds ?? [];
  return journal.flatMap((line) => {
    if (line.kind !== 'weather') return [line];
    const others = lost.filter((operationId) => operationId !== line.operationId);
    return others.length >= BAD_WEATHER ? line.bad : line.fair;
  });
}
