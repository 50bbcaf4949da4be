import type { Observation } from '../findings/finding.ts';
import type { Place } from '../findings/place.ts';
import { isSilencedBy, ruleOf, type GapId } from '../rules/rules.ts';
import { answerHeadersAreSafe } from './answer-headers-are-safe.ts';
import { answerHeadersAreTrue } from './answer-headers-are-true.ts';
import { answerShowsEffect } from './answer-shows-effect.ts';
import { authenticationComesFirst } from './authentication-comes-first.ts';
import { bodyMatchesExpectations } from './body-matches-expectations.ts';
import { bodyMatchesSchema } from './body-matches-schema.ts';
import type { Check, CheckContext } from './check.ts';
import { credentialIsAccepted } from './credential-is-accepted.ts';
import { credentialIsRefused } from './credential-is-refused.ts';
import { crossOriginIsClosed } from './cross-origin-is-closed.ts';
import { errorHasItsShape } from './error-has-its-shape.ts';
import { errorTextDoesNotLeak } from './error-text-does-not-leak.ts';
import { foreignLooksUnknown } from './foreign-looks-unknown.ts';
import { listsAreSound } from './lists-are-sound.ts';
import { mediaTypeIsDeclared } from './media-type-is-declared.ts';
import { memberNamesAreUnique } from './member-names-are-unique.ts';
import { membersAreDeclared } from './members-are-declared.ts';
import { methodIsNotRouted } from './method-is-not-routed.ts';
import { mirrorAnswersAlike } from './mirror-answers-alike.ts';
import { noSecretInAnswer } from './no-secret-in-answer.ts';
import { noServerError } from './no-server-error.ts';
import { operationExists } from './operation-exists.ts';
import { redirectIsNotAnAnswer } from './redirect-is-not-an-answer.ts';
import { refusalIsWellFormed } from './refusal-is-well-formed.ts';
import { requiredHeadersArePresent } from './required-headers-are-present.ts';
import { secondOpinionAgrees } from './second-opinion-agrees.ts';
import { sessionCookieIsProtected } from './session-cookie-is-protected.ts';
import { statusFitsCase } from './status-fits-case.ts';
import { statusIsDeclared } from './status-is-declared.ts';
import { successIsNotVacuous } from './success-is-not-vacuous.ts';
import { valuesAgree } from './values-agree.ts';

/** Every check, in the order in which they are asked and reported. */
export const CHECKS: readonly Check[] = [
  answerHeadersAreSafe,
  answerHeadersAreTrue,
  answerShowsEffect,
  authenticationComesFirst,
  bodyMatchesExpectations,
  bodyMatchesSchema,
  credentialIsAccepted,
  credentialIsRefused,
  crossOriginIsClosed,
  errorHasItsShape,
  errorTextDoesNotLeak,
  foreignLooksUnknown,
  listsAreSound,
  mediaTypeIsDeclared,
  memberNamesAreUnique,
  membersAreDeclared,
  methodIsNotRouted,
  mirrorAnswersAlike,
  noSecretInAnswer,
  noServerError,
  operationExists,
  redirectIsNotAnAnswer,
  refusalIsWellFormed,
  requiredHeadersArePresent,
  secondOpinionAgrees,
  sessionCookieIsProtected,
  statusFitsCase,
  statusIsDeclared,
  successIsNotVacuous,
  valuesAgree,
];

interface CheckedObservation {
  readonly check: string;
  readonly observation: Observation;
}

interface JudgedExchange {
  readonly observations: readonly CheckedObservation[];
  readonly gaps: readonly { readonly rule: GapId; readonly reason: string }[];
}

/** Asks the checks about one answer and drops what is only a consequence of something else that was found. */
export function judgeExchange(context: CheckContext, checks: readonly Check[] = CHECKS): JudgedExchange {
  const all: CheckedObservation[] = [];
  const gaps: { rule: GapId; reason: string }[] = [];
  for (const check of checks) {
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
