import type { AcceptanceState } from '../drift/baseline-state.ts';
import { countOf, titleOfTier } from '../reporters/describe-record.ts';
import { toPrintable } from '../reporters/safe-text.ts';

export interface BaselineView {
  readonly file: string;
  readonly target: string;
  /** The run by which the states are told; absent where there is none. */
  readonly runId?: string;
  readonly rows: readonly AcceptanceState[];
}

/** What has been accepted, by whom and for how long, and how each stands. */
export function renderBaselineView({ file, target, runId, rows }: BaselineView): string {
  const by = runId === undefined ? 'there is no run of this target to tell the state by' : `by run ${runId}`;
  const lines = [
    `${file}  target ${target}, ${countOf(rows.length, 'acceptance')}, ${by}`,
    ...rows.flatMap((row) => ['', ...renderRow(row)]),
  ];
  return `${lines.map(toPrintable).join('\n')}\n`;
}

function renderRow({ acceptance, state, daysLeft, isExpired }: AcceptanceState): readonly string[] {
  const { fingerprint, rule, severity, operationId, place, tier, reason, owner, until } = acceptance;
  const standing =
    state === 'worse' ? `WORSE than the ${severity} that was accepted: counts as new` : state.replace('-', ' ');
  const caller = tier === undefined ? '' : ` as ${titleOfTier(tier)}`;
  const time = isExpired ? `EXPIRED on ${until}: counts as new` : `until ${until}, ${countOf(daysLeft, 'day')} left`;
  return [
    `${fingerprint}  ${standing}  ${time}`,
    `  ${rule} at ${operationId}${caller}, ${place}`,
    `  ${owner}: ${reason}`,
  ];
}
