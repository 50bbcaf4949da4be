import { namesIn } from '../cases/bind.ts';
import { adviseAccommodation } from '../cases/propose-accommodation.ts';
import type { Case } from '../cases/case.ts';
import type { Plan } from '../cases/plan.ts';
import { isClientError } from '../exchange/status.ts';
import type { FailedStepRecord } from '../findings/run-record.ts';
import type { BootstrapResult, FailedStep } from './bootstrap.ts';

/**
 * Describes the steps of the set-up that failed, for the head of the report. Steps that were refused in the same words are one
 * entry. `cases` counts the cases that are not sent for want of what they would have bound or removed.
 */
export function describeFailedSteps(
  { failed, lostTo, unremovable }: BootstrapResult,
  plan: Plan,
): readonly FailedStepRecord[] {
  const cases = plan.sequences.flatMap((sequence) => sequence.cases);
  const byWords = new Map<string, FailedStep[]>();
  for (const step of failed) {
    const words = `${step.request} ${step.seen}`;
    byWords.set(words, [...(byWords.get(words) ?? []), step]);
  }
  return [...byWords.values()].flatMap((steps) => {
    const [first] = steps;
    if (first === undefined) return [];
    const lost = new Set(steps.flatMap(({ title }) => [...(lostTo.get(title) ?? [])]));
    const removes = steps.map(({ operationId }) => operationId).filter((id) => unremovable.has(id));
    return [
      {
        title: steps.map(({ title }) => title).join('; '),
        request: first.request,
        seen: first.seen,
        cases: cases.filter((each) => isWithheldFor(each, lost) || makesWhatIsRemovedBy(each, removes)).length,
        advice: adviceOn(first),
      },
    ];
  });
}

function isWithheldFor({ withheld, steps }: Case, lost: ReadonlySet<string>): boolean {
  return (
    withheld !== undefined && namesIn(steps.map(({ request, sees }) => [request, sees])).some((name) => lost.has(name))
  );
}

function makesWhatIsRemovedBy({ withheld, steps }: Case, removes: readonly string[]): boolean {
  return withheld === undefined && steps.some(({ makes }) => removes.includes(makes?.removal?.undo.operationId ?? ''));
}

/** What to do about it; an accommodation is proposed where the answer names what is missing. */
function adviceOn({ operationId, exchange, proposal }: FailedStep): string {
  if (proposal !== undefined) return adviseAccommodation(proposal);
  if (exchange.outcome.kind !== 'answered' || !isClientError(exchange.outcome.status))
    return 'see whether the target is in order, and set what the step derives in the configuration';
  return `where the target demands what the contract does not say, give it with --accommodations, under ${operationId}; or set what the step derives in the configuration`;
}
