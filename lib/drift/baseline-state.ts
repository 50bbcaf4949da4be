import type { Acceptance, RunRecord } from '../findings/run-record.ts';
import { hasWorsened, isExpired } from './apply-baseline.ts';
import { probesJudged } from './probes-judged.ts';

/** How one acceptance stands. `worse` is there and more severe than what was accepted; `unknown` where there is no run to tell by. */
export interface AcceptanceState {
  readonly acceptance: Acceptance;
  readonly state: 'still-there' | 'worse' | 'gone' | 'not-checked' | 'unknown';
  /** Whole days after today on which it still counts; negative where it has expired. */
  readonly daysLeft: number;
  readonly isExpired: boolean;
}

/** How each acceptance stands by a run, in the order given. Pure. */
export function describeAcceptances(
  accepted: readonly Acceptance[],
  record: RunRecord | undefined,
  today: string,
): readonly AcceptanceState[] {
  const found = new Map(record?.findings.map(({ fingerprint, severity }) => [fingerprint, severity]));
  const judged = record === undefined ? new Set<string>() : probesJudged(record);
  const stateOf = (acceptance: Acceptance): AcceptanceState['state'] => {
    const { fingerprint, probe } = acceptance;
    if (record === undefined) return 'unknown';
    if (hasWorsened(acceptance, found.get(fingerprint))) return 'worse';
    if (found.has(fingerprint)) return 'still-there';
    return judged.has(probe) ? 'gone' : 'not-checked';
  };
  return accepted.map((acceptance) => ({
    acceptance,
    state: stateOf(acceptance),
    daysLeft: daysBetween(today, acceptance.until),
    isExpired: isExpired(acceptance, today),
  }));
}

const DAY_MS = 86_400_000;

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}
