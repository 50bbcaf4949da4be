import { describe, expect, it } from 'vitest';
import { isAtLeast } from '../../lib/core/severity.ts';
import type { Occurrence } from '../../lib/findings/finding.ts';
import { occurrencesOf } from '../../lib/findings/merge-into-causes.ts';
import type { Consequence, Mutant } from '../../lib/embedded/mutant.ts';
import { MUTANTS } from '../../lib/embedded/mutants/mutants.ts';
import type { RuleId } from '../../lib/rules/rules.ts';
import { runInProcess } from '../support/run-in-process.ts';
import fingerprints from './fingerprints.json' with { type: 'json' };

/**
 * The fingerprints that each fault has had since baselines were first committed: a change here makes an acceptance of
 * today match nothing tomorrow, so it comes with a migration.
 */
const FINGERPRINTS: Readonly<Record<string, readonly string[]>> = fingerprints;

/** For a whole run, on a machine that may be busy. */
export const PATIENCE_MS = 180_000;

/** For tests: has each of these faults run against, one at a time. The files divide the faults between the workers. */
export function describeDetection(title: string, isMeant: (mutant: Mutant) => boolean): void {
  const detectable = MUTANTS.filter(({ undetectable, world }) => undetectable === undefined && world === undefined);
  describe(title, () => {
    it.each(detectable.filter(isMeant).map((mutant) => [mutant.id, mutant] as const))(
      '%s is reported by the rules it names, on its operations, and by nothing else',
      async (_, mutant) => {
        const { record, internalErrors } = await runInProcess({ fault: [mutant.id], only: mutant.operations });
        expect(internalErrors).toEqual([]);
        const occurrences = occurrencesOf(record.findings);
        expect(placesOf(occurrences)).toEqual(expectedPlaces(mutant));
        expect(callersOf(occurrences)).toEqual([...(mutant.callers ?? [])].sort());
        expect([...new Set(occurrences.map(({ fingerprint }) => fingerprint))].sort()).toEqual(FINGERPRINTS[mutant.id]);
        const gaps = new Set<RuleId>(record.gaps.map(({ rule }) => rule));
        expect(mutant.expects.filter((rule) => isGap(rule) && !gaps.has(rule))).toEqual([]);
        for (const finding of occurrences) {
          expect(finding.clause.position).toMatchObject({ file: 'spec/management.yaml' });
          expect(finding.clause.position.line).toBeGreaterThan(1);
        }
        const isDrift = record.findings.some(({ severity }) => isAtLeast(severity, 'major'));
        // A fault that keeps things from being removed, or hides that they are, leaves something behind: that weighs more.
        if (isDrift) expect(record.exitCode).toBe(record.leftovers.length > 0 ? 4 : 1);
      },
      PATIENCE_MS,
    );
  });
}

/** Rule and operation of every finding, each once. */
function placesOf(findings: readonly Occurrence[]): readonly string[] {
  return [...new Set(findings.map(({ rule, operationId }) => `${rule} on ${operationId}`))].sort();
}

function expectedPlaces({ operations, expects, also = [], unseen = [] }: Mutant): readonly string[] {
  const rules = expects.filter((rule) => !isGap(rule));
  const everywhere = operations.flatMap((operation) => rules.map((rule) => `${rule} on ${operation}`));
  const hidden = new Set(unseen.map(nameOf));
  return [...new Set([...everywhere.filter((place) => !hidden.has(place)), ...also.map(nameOf)])].sort();
}

function nameOf({ rule, operation }: Consequence): string {
  return `${rule} on ${operation}`;
}

function isGap(rule: string): boolean {
  return rule.startsWith('gap.');
}

/** Who is said to get in or to be kept out, with the way in which the credential was wrong: `owner-session, expired`. */
function callersOf(findings: readonly Occurrence[]): readonly string[] {
  const named = findings.flatMap(({ tier, place }) =>
    tier !== undefined && place.kind === 'access' ? [[tier, place.variant ?? []].flat().join(', ')] : [],
  );
  return [...new Set(named)].sort();
}
