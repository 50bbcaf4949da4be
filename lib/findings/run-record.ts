import type { OverlayAction } from '../contract/parse-overlay.ts';
import type { Severity } from '../core/severity.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Finding, Gap } from './finding.ts';

/** What a run comes to as a whole; each has an exit code. */
export type RunVerdict = 'conforms' | 'drift' | 'could-not-judge' | 'left-behind' | 'interrupted';

/** How a case ended; `CaseOutcome` says more. */
export type CaseState = 'passed' | 'failed' | 'skipped' | 'inconclusive';

/** How one case ended. `skipped` is withheld by plan, `inconclusive` was sent and could not be judged. */
export interface CaseOutcome {
  readonly id: string;
  readonly operationId: string;
  readonly family: string;
  readonly tier: string;
  readonly title: string;
  readonly state: CaseState;
  readonly reason?: string;
  /** Id of the case behind it, where it fails only because somebody who holds less gets in the same way. */
  readonly followsFrom?: string;
  /** Fingerprints of the findings that it shows; of the one that it follows from, where it shows none of its own. */
  readonly findings: readonly string[];
  readonly requests: number;
  readonly durationMs: number;
}

/** What a cell of the tier matrix came to. */
export type CellVerdict = 'as-expected' | 'drift' | 'could-not-tell' | 'not-probed';

/** One operation with one credential, or with one way to be wrong. */
export interface MatrixCell {
  readonly operationId: string;
  readonly tier: string;
  /** Absent in the plain cells; else the way in which the request was wrong. */
  readonly variant?: string;
  readonly expected: 'accepted' | 'refused' | 'either';
  /** `answered` where nobody is let in or kept out, as at an older address; `unknown` where it could not be read. */
  readonly access: 'accepted' | 'refused' | 'answered' | 'unknown';
  /** `accepted 200`, `refused 401`, or the reason why it is not known. */
  readonly observed: string;
  readonly verdict: CellVerdict;
  readonly caseId: string;
  readonly reason?: string;
  /** Fingerprint of the finding that says it for this cell as well: somebody with less gets in. */
  readonly followsFrom?: string;
}

/** A difference from the contract that is known, written down beside it and met. Reported once, as `info`. */
export interface Deviation {
  readonly id: string;
  readonly reason: string;
  readonly tier: string;
  readonly operations: readonly string[];
  /** `met` where the deployment deviates, `not-met` where it follows the contract after all. */
  readonly state: 'met' | 'not-met' | 'not-checked';
}

/** What a run saw of one operation, from all its exchanges. */
export interface OperationObservation {
  readonly operationId: string;
  readonly exercised: boolean;
  readonly statusesSeen: readonly string[];
  readonly statusesDeclared: readonly string[];
  readonly mediaTypesSeen: readonly string[];
  /** JSON Pointers with `*` for array indexes and map keys, prefixed with the status: `200 /slug`. */
  readonly membersSeen: readonly string[];
  readonly membersNeverSeen: readonly string[];
  readonly membersUndeclared: readonly string[];
  readonly enumValuesSeen: readonly string[];
  readonly enumValuesNeverSeen: readonly string[];
  readonly requests: number;
  /** 95th percentile of the durations of successes (of all answers, where there is none), whole milliseconds. Varies between runs. */
  readonly latencyP95Ms: number;
}

/** So many of so many. */
export interface Count {
  readonly done: number;
  readonly of: number;
}

/** How much of the contract was verified. */
export interface Coverage {
  readonly operations: Count;
  readonly statuses: Count;
  readonly members: Count;
  readonly enumValues: Count;
  readonly matrixCells: Count;
  /** Ways to be wrong and ways around that were decided. */
  readonly variants: Count;
}

/** How many requests were planned and sent, and what for. */
export interface RequestFigures {
  readonly planned: number;
  readonly sent: number;
  readonly polling: number;
  readonly retries: number;
  /** At the end: removing what the run still had, and showing that it is gone. */
  readonly removals: number;
  readonly plannedPerOperation: Readonly<Record<string, number>>;
  readonly sentPerOperation: Readonly<Record<string, number>>;
}

/** What a run was asked to do, when, against which target and contract. */
export interface RunFacts {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly seed: string;
  readonly profile: string;
  readonly selection: readonly string[];
  /** The mildest finding that fails the run. */
  readonly failOn: Severity | 'never';
  /** How many things may stay unjudged, where that is limited. */
  readonly maxGaps?: number;
  readonly target: {
    readonly name: string;
    readonly kind: string;
    readonly cpBaseUrl: string;
    readonly tenantBaseUrl: string;
    /** The file that the configuration was read from, where one was named. */
    readonly envFile?: string;
  };
  readonly contract: {
    readonly file: string;
    /** Files of the overlays that were laid on it, in that order. */
    readonly overlays?: readonly string[];
    /** What stood beside it, where that was not its usual file. */
    readonly data?: string;
    readonly title: string;
    readonly version: string;
    readonly hash: string;
  };
  readonly tool: { readonly version: string; readonly node: string };
  readonly faults: readonly string[];
}

/** Something that the run made and could not remove, with the request that removes it. */
export interface Leftover {
  readonly kind: string;
  readonly name: string;
  /** A shell command; empty where the thing ended with the embedded deployment. */
  readonly removal: string;
}

/** One exchange behind a finding, redacted. Varies between runs. */
export interface Evidence {
  readonly caseId: string;
  readonly operationId: string;
  readonly purpose: string;
  readonly exchange: Exchange;
}

/** What somebody has decided about a finding. `until` is the last day (ISO 8601) on which it counts. */
export interface Acceptance {
  readonly fingerprint: string;
  readonly rule: string;
  /** How bad it was when it was accepted. */
  readonly severity: Severity;
  readonly operationId: string;
  /** Where it was seen, in the words of the finding. */
  readonly place: string;
  readonly tier?: string;
  /** The case whose request shows whether it is still there. */
  readonly probe: string;
  readonly reason: string;
  readonly owner: string;
  readonly until: string;
}

/** The findings of a run held against the baseline of its target. */
export interface DriftSummary {
  /** The baseline file, as it was named. */
  readonly baseline: string;
  /** Fingerprints found now and not accepted, or no longer. */
  readonly newFindings: readonly string[];
  /** Accepted, and still there. */
  readonly stillThere: readonly Acceptance[];
  /** Accepted once; the day has passed, so the finding counts as new. */
  readonly expired: readonly Acceptance[];
  /** Accepted when it was milder; it has become worse, so the finding counts as new. */
  readonly worse: readonly Acceptance[];
  /** Accepted, its probe was sent again, and it was not found. */
  readonly gone: readonly Acceptance[];
  /** Accepted, and its probe was not sent. */
  readonly notChecked: readonly Acceptance[];
}

/** The figures of one run, for comparing over time. */
export interface HistoryLine {
  readonly runId: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly verdict: RunVerdict;
  readonly contractHash: string;
  readonly findings: Readonly<Record<'critical' | 'major' | 'minor' | 'info', number>>;
  readonly newFindings: number;
  readonly gaps: number;
  readonly requests: number;
  readonly durationMs: number;
  /** 95th percentile of each operation in milliseconds. */
  readonly latencyP95Ms: Readonly<Record<string, number>>;
}

/** How much of a wrong answer the contract could notice at one operation, and what it leaves open. */
export interface ContractStrength {
  readonly operationId: string;
  /** 0 (notices nothing) to 100. */
  readonly score: number;
  readonly weaknesses: readonly string[];
}

/** An edit of the contract that makes findings go, proven by judging the recorded answers again. */
export interface ProposedEdit {
  /** What it does, in a sentence part: `declare the status 202 of DELETE /workspaces/{id}`. */
  readonly title: string;
  /** The findings that it makes go, and no others. */
  readonly fingerprints: readonly string[];
  /** How many recorded answers showed the findings, and no longer do with the edit in place. */
  readonly answers: number;
  readonly actions: readonly OverlayAction[];
}

/** Which findings the contract could follow, if the deployment is right. */
export interface Reconciliation {
  /** In order: each is proven with those before it in place. */
  readonly edits: readonly ProposedEdit[];
  /** Findings of shape for which no edit is proposed, and why. */
  readonly unreconciled: readonly { readonly fingerprint: string; readonly reason: string }[];
}

/** Everything that a run has to say; reports are pure functions of it. Written as `run.json`. */
export interface RunRecord {
  readonly schemaVersion: 1;
  readonly run: RunFacts;
  readonly verdict: RunVerdict;
  readonly exitCode: number;
  /** One sentence: why this verdict. */
  readonly because: string;
  /** Worst first, then by operation and rule. */
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  readonly deviations: readonly Deviation[];
  readonly matrix: readonly MatrixCell[];
  readonly cases: readonly CaseOutcome[];
  readonly operations: readonly OperationObservation[];
  readonly coverage: Coverage;
  readonly requests: RequestFigures;
  readonly notes: readonly string[];
  readonly leftovers: readonly Leftover[];
  readonly strength: readonly ContractStrength[];
  /** The exchanges behind the findings. */
  readonly evidence: readonly Evidence[];
  /** Absent where nothing was found that is a matter of shape. */
  readonly reconciliation?: Reconciliation;
  /** Present where the findings were held against a baseline. */
  readonly drift?: DriftSummary;
  /** Earlier runs against this target, the oldest first, this one last. */
  readonly trend?: readonly HistoryLine[];
}

/** One line of the journal that a run appends while it goes on; a killed run leaves what it had. */
export type JournalLine =
  | { readonly kind: 'case'; readonly outcome: CaseOutcome; readonly cell?: MatrixCell }
  | { readonly kind: 'finding'; readonly finding: Finding; readonly caseId: string }
  | { readonly kind: 'gap'; readonly gap: Gap }
  /** What was seen of one operation so far; the last line of an operation counts. */
  | { readonly kind: 'observation'; readonly observation: OperationObservation }
  | { readonly kind: 'retries'; readonly count: number }
  /** A fault of this program, which kept a case from being judged. */
  | { readonly kind: 'fault'; readonly text: string }
  /** The lines of a case with lost answers, if they are drift of its operation and if the connection is to blame. */
  | {
      readonly kind: 'lost-answers';
      readonly operationId: string;
      readonly asDrift: readonly JournalLine[];
      readonly asGap: readonly JournalLine[];
    }
  /** Why the run stopped before its end, and what it had left undone by then; the last line counts. */
  | { readonly kind: 'stopped'; readonly gap: Gap }
  /** Operations of which an answer was lost, so far, and whether nobody answers any more; the last line counts. */
  | { readonly kind: 'lost'; readonly operationIds: readonly string[]; readonly isGone: boolean }
  /** What the suites learned of the target's limits, and spent on waiting. */
  | { readonly kind: 'budget'; readonly state: unknown }
  | {
      readonly kind: 'exchange';
      readonly caseId: string;
      readonly operationId: string;
      readonly purpose: string;
      /** Index of the step in its case. */
      readonly step: number;
      /** The case was sent a second time. */
      readonly isAgain?: true;
      readonly exchange: Exchange;
    };
