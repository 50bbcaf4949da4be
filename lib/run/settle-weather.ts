import type { JournalLine } from '../findings/run-record.ts';

/** Where so many other operations lost answers too, it is not the operation. */
const BAD_WEATHER = 3;

/**
 * Decides, once all lanes are done, what the cases with lost answers came to: an answer that stays away is drift of its
 * operation, unless several others lost answers in this run too, or nobody answers any more; then it is the way there that is
 * bad.
 */
export function settleWeather(journal: readonly JournalLine[]): readonly JournalLine[] {
  const { operationIds: lost = [], isGone = false } = journal.findLast((line) => line.kind === 'lost') ?? {};
  return journal.flatMap((line) => {
    if (line.kind !== 'weather') return [line];
    const others = lost.filter((operationId) => operationId !== line.operationId);
    return isGone || others.length >= BAD_WEATHER ? line.bad : line.fair;
  });
}
