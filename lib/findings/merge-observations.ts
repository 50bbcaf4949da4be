import { sortDistinct } from '../core/text.ts';
import type { OperationObservation } from './run-record.ts';

/** What several runs saw of one operation, as if one had seen it all. Never seen is what is declared and none of them saw. */
export function mergeObservations(
  observations: readonly [OperationObservation, ...OperationObservation[]],
): OperationObservation {
  const [first] = observations;
  const unite = (select: (observation: OperationObservation) => readonly string[]): readonly string[] =>
    sortDistinct(observations.flatMap(select));
  const without = (names: readonly string[], seen: readonly string[]): readonly string[] =>
    names.filter((name) => !seen.includes(name));
  const membersSeen = unite((each) => each.membersSeen);
  const enumValuesSeen = unite((each) => each.enumValuesSeen);
  return {
    operationId: first.operationId,
    exercised: observations.some((each) => each.exercised),
    statusesSeen: unite((each) => each.statusesSeen),
    statusesDeclared: first.statusesDeclared,
    mediaTypesSeen: unite((each) => each.mediaTypesSeen),
    membersSeen,
    membersNeverSeen: without(
      unite((each) => each.membersNeverSeen),
      membersSeen,
    ),
    membersUndeclared: unite((each) => each.membersUndeclared),
    enumValuesSeen,
    enumValuesNeverSeen: without(
      unite((each) => each.enumValuesNeverSeen),
      enumValuesSeen,
    ),
    requests: observations.reduce((sum, each) => sum + each.requests, 0),
    latencyP95Ms: Math.max(...observations.map((each) => each.latencyP95Ms)),
  };
}
