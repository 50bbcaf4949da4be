import type { Severity } from '../core/severity.ts';
import type { Pointer, SourcePosition } from '../contract/contract.ts';

/** The line of the contract that a finding rests on. */
export interface Clause {
  readonly pointer: Pointer;
  readonly position: SourcePosition;
  /** The lines that stand there, a few of them; absent where there are none. */
  readonly quote?: string;
}

/** What a check says of one exchange: everything but identity. Values that vary between runs never stand in it. */
export interface Observation {
  readonly rule: string;
  /** Where in the message: `status`, `header content-type`, `body /items/*\/id`. Array indexes are written `*`. */
  readonly place: string;
  readonly clause: Pointer;
  /** What the contract says, as a sentence part. */
  readonly expected: string;
  /** What was seen, as a sentence part. */
  readonly seen: string;
  /** Set where the tier matters (authentication); then it is part of the fingerprint. */
  readonly tier?: string;
  /** What somebody could do with it, for security findings. */
  readonly attack?: string;
  /** Overrides the rule's severity for this observation. */
  readonly severity?: Severity;
}

/** One disagreement between contract and deployment. */
export interface Finding {
  /** First 16 hexadecimal digits of SHA-256 over rule, check, operation, place and tier. */
  readonly fingerprint: string;
  readonly rule: string;
  readonly check: string;
  readonly severity: Severity;
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly tier?: string;
  readonly place: string;
  readonly clause: Clause;
  readonly expected: string;
  readonly seen: string;
  readonly why: string;
  readonly attack?: string;
  /** Ids of all cases that showed it: the canonical one, whose words and command these are, then the others, sorted. */
  readonly cases: readonly string[];
  /** A shell command with `$VARIABLES` in place of secrets. */
  readonly reproduce: string;
}

/** Something that could not be judged. Not drift, and not green. */
export interface Gap {
  readonly rule: string;
  readonly operationId?: string;
  readonly caseId?: string;
  readonly tier?: string;
  /** The declared status that was not seen, where the gap is of one. */
  readonly status?: string;
  readonly reason: string;
}
