import type { Observation } from '../findings/finding.ts';
import type { Place } from '../findings/place.ts';
import { isSilencedBy, ruleOf, type GapId } from '../rules/rules.ts';
import type { CheckContext } from './check.ts';
import { CHECKS } from './select-checks.ts';

export interface CheckedObservation {
  readonly check: string;
  readonly observation: Observation;
}

export interface JudgedExchange {
  readonly observations: readonly CheckedObservation[];
  readonly gaps: readonly { readonly rule: GapId; readonly reason: string }[];
}

/** Asks every check about one answer and drops what is only a consequence of something else that was found. */
export function judgeExchange(context: CheckContext): JudgedExchange {
  const all: CheckedObservation[] = [];
  const gaps: { rule: GapId; reason: string }[] = [];
  for (const check of CHECKS) {
    if (context.step.outside === true && check.judgesOutside !== true) continue;
    const verdict = check.evaluate(context);
    if (verdict.kind === 'failed')
      for (const observation of verdict.observations) all.push({ check: check.id, observation });
    if (verdict.kind === 'inconclusive') gaps.push({ rule: verdict.gap, reason: verdict.reason });
  }
  const kept = all.filter(({ observation: { rule } }) =>
    all.every(({ observation: other }) => !isSilencedBy(rule, other.rule)),
  );
  return { observations: kept.filter((each) => !isSaidWorse(each.observation, kept)), gaps };
}

/** An undeclared member that holds a secret is reported as that. */
function isSaidWorse({ rule, place }: Observation, all: readonly CheckedObservation[]): boolean {
  return all.some(
    ({ observation: other }) =>
      ruleOf(other.rule).silencesAtSamePlace?.includes(rule) === true && pointerOf(other.place) === pointerOf(place),
  );
}

function pointerOf(place: Place): string | undefined {
  return place.kind === 'body' ? place.pointer : undefined;
}
