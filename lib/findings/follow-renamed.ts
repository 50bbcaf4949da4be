import { compareText, sortDistinct } from '../core/text.ts';
import { escapeToken, parentOf, isWithin, withStars } from '../core/pointer.ts';
import { ruleOf } from '../rules/rules.ts';
import { compareFindings } from './assemble-record.ts';
import type { Occurrence } from './finding.ts';
import type { CaseOutcome } from './run-record.ts';

/**
 * Leaves out what only follows from a member that has another name on the wire: that the declared one is missing, that the
 * other is undeclared, and what was looked for under the declared name, also by a case of another operation. Its cases show
 * the renamed member instead.
 */
export function followRenamed(
  occurrences: readonly Occurrence[],
  cases: readonly CaseOutcome[],
): { readonly occurrences: readonly Occurrence[]; readonly cases: readonly CaseOutcome[] } {
  const renamed = occurrences.filter(({ rule }) => rule === 'body.renamed');
  const causes = new Map(
    occurrences.flatMap((each) => {
      const cause = renamed.find((other) => followsFromRenamed(each, other));
      return cause === undefined ? [] : [[each.fingerprint, cause.fingerprint] as const];
    }),
  );
  if (causes.size === 0) return { occurrences, cases };
  const kept = occurrences
    .filter(({ fingerprint }) => !causes.has(fingerprint))
    .map((each) => {
      const following = occurrences.filter(({ fingerprint }) => causes.get(fingerprint) === each.fingerprint);
      const [first = '', ...rest] = each.cases;
      const others = new Set([...rest, ...following.flatMap((other) => other.cases)]);
      others.delete(first);
      return { ...each, cases: [first, ...[...others].sort(compareText)] };
    });
  return {
    occurrences: kept.sort(compareFindings),
    cases: cases.map((outcome) =>
      outcome.findings.some((fingerprint) => causes.has(fingerprint))
        ? { ...outcome, findings: sortDistinct(outcome.findings.map((each) => causes.get(each) ?? each)) }
        : outcome,
    ),
  };
}

/** Whether an occurrence only follows from a member that has another name on the wire. */
export function followsFromRenamed({ rule, operationId, place }: Occurrence, renamed: Occurrence): boolean {
  const { place: known } = renamed;
  if (place.kind !== 'body' || known.kind !== 'body' || known.pointer === undefined || known.sentAs === undefined)
    return false;
  const isThere =
    (place.seenIn ?? operationId) === renamed.operationId && (place.status ?? known.status) === known.status;
  if (!isThere || place.flaky !== undefined) return false;
  const pointer = withStars(place.pointer ?? '');
  const sent = `${parentOf(known.pointer)}/${escapeToken(known.sentAs)}`;
  if (rule === 'body.undeclared' || rule === 'body.closed-extra') return isWithin(pointer, sent);
  return ruleOf('body.renamed').silencesAtSamePlace?.includes(rule) === true && isWithin(pointer, known.pointer);
}
