import { findTier } from '../contract/tiers/select-tiers.ts';
import type { Finding } from '../findings/finding.ts';
import type { CaseOutcome, MatrixCell } from '../findings/run-record.ts';
import { FOLLOWS } from './judge-case.ts';

/** Cases and cells of a run. */
export interface Outcomes {
  readonly cases: readonly CaseOutcome[];
  readonly cells: readonly MatrixCell[];
}

/**
 * Names the finding behind each case and cell that only follows from one: where nobody, or any made-up token, gets in, one
 * finding says so, and the other callers who get in the same way have none of their own.
 */
export function followCauses({ cases, cells }: Outcomes, findings: readonly Finding[]): Outcomes {
  const causes = new Map<string, Finding>();
  for (const finding of findings.filter(isWide)) {
    const known = causes.get(finding.operationId);
    if (known === undefined || widthOf(finding) > widthOf(known)) causes.set(finding.operationId, finding);
  }
  const named = new Map<string, string>();
  const namedCases = cases.map((outcome) => {
    const cause =
      outcome.reason === FOLLOWS ? (findAtSameDoor(outcome, findings) ?? causes.get(outcome.operationId)) : undefined;
    if (cause === undefined) return outcome;
    named.set(outcome.id, cause.fingerprint);
    return { ...outcome, reason: `follows from ${cause.fingerprint}`, findings: [cause.fingerprint] };
  });
  const namedCells = cells.map((cell) => {
    const followsFrom = named.get(cell.caseId);
    return followsFrom === undefined ? cell : { ...cell, followsFrom };
  });
  return { cases: namedCases, cells: namedCells };
}

/** What is said of nobody who comes by the same other address of the operation: the ids of such cases end with who calls. */
function findAtSameDoor({ id, tier }: CaseOutcome, findings: readonly Finding[]): Finding | undefined {
  if (!id.endsWith(`-${tier}`)) return undefined;
  const nobody = `${id.slice(0, -tier.length)}anonymous`;
  return findings.find(({ check, cases }) => check === 'credential-is-refused' && cases.includes(nobody));
}

/** Somebody who holds nothing, or something made up, gets in. */
function isWide({ check, place, tier }: Finding): boolean {
  return check === 'credential-is-refused' && place === 'access' && widthOf({ tier }) > 0;
}

function widthOf({ tier = '' }: { readonly tier?: string | undefined }): number {
  if (tier === 'anonymous') return 2;
  return findTier(tier)?.garbage === true ? 1 : 0;
}
