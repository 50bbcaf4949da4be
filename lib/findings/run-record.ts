import { z } from 'zod';
import { jsonValue } from '../core/json.ts';
import type { ReadonlyDeep } from '../core/readonly-deep.ts';
import { SEVERITIES } from '../core/severity.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { findingSchema, fingerprint, gapSchema, wholeNumber, type Gap, type Occurrence } from './finding.ts';

/** The type of the values of a schema, read only. */
type ValueOf<Schema extends z.ZodType> = ReadonlyDeep<z.output<Schema>>;

/** The schema of the verdict of a run. */
export const verdictSchema = z.enum(['conforms', 'drift', 'could-not-judge', 'left-behind', 'interrupted']);

/** The result of a run as a whole; each has an exit code. */
export type RunVerdict = ValueOf<typeof verdictSchema>;

const runFactsSchema = z
  .strictObject({
    id: z.string(),
    startedAt: z.iso.datetime().describe('UTC.'),
    durationMs: z.number().nonnegative(),
    seed: z.string().describe('What generated values were made from; the same seed sends the same requests.'),
    profile: z.string(),
    selection: z.array(z.string()).describe('Patterns that narrowed the run down; empty where it did not.'),
    failOn: z.enum([...SEVERITIES, 'never']).describe('The mildest finding that fails the run.'),
    maxGaps: wholeNumber.optional().describe('How many things may stay unjudged, where that is limited.'),
    target: z
      .strictObject({
        name: z.string(),
        kind: z.string(),
        cpBaseUrl: z.string().optional().describe('Absent where the control plane is out of scope.'),
        tenantBaseUrl: z.string().optional().describe('Absent where tenants are out of scope.'),
        baseUrls: z
          .record(z.string(), z.string())
          .optional()
          .describe('By service, of platforms with other services than these two.'),
        envFile: z.string().optional().describe('The file that the configuration was read from, where one was named.'),
      })
      .describe('The deployment under test.'),
    contract: z
      .strictObject({
        file: z.string(),
        overlays: z
          .array(z.string())
          .min(1)
          .optional()
          .describe('Files of the overlays that were laid on it, in that order.'),
        data: z.string().optional().describe('What stood beside it, where that was not its usual file.'),
        accommodations: z
          .array(z.string())
          .min(1)
          .optional()
          .describe('Files with what the target demands and the contract does not say, in that order.'),
        title: z.string(),
        version: z.string(),
        hash: z.string().describe('SHA-256 of the bundled contract, hexadecimal.'),
      })
      .describe('The edition of the contract that decided.'),
    tool: z.strictObject({ version: z.string(), node: z.string() }),
    faults: z.array(z.string()).describe('Faults that the embedded deployment was told to have.'),
    edition: z.string().optional().describe('How the tenants of the embedded deployment behaved, where it was told.'),
  })
  .meta({ id: 'RunFacts', description: 'Which run this was. Varies between runs.' });

/** The facts of a run: its options, its time, its target and its contract. */
export type RunFacts = ValueOf<typeof runFactsSchema>;

const deviationSchema = z
  .strictObject({
    id: z.string(),
    reason: z.string(),
    tier: z.string(),
    operations: z.array(z.string()).describe('Where it was met.'),
    /** `met` where the deployment deviates, `not-met` where it follows the contract after all. */
    state: z.enum(['met', 'not-met', 'not-checked']),
  })
  .meta({ id: 'Deviation', description: 'A difference from the contract that is known and written down beside it.' });

/** A difference from the contract that is known and written down beside it. Reported once, as `info`. */
export type Deviation = ValueOf<typeof deviationSchema>;

const cellVerdictSchema = z.enum(['as-expected', 'drift', 'covered', 'could-not-tell', 'not-probed']);

/** The result of a cell of the tier matrix. */
export type CellVerdict = ValueOf<typeof cellVerdictSchema>;

const matrixCellSchema = z
  .strictObject({
    operationId: z.string(),
    tier: z.string(),
    variant: z.string().optional().describe('Absent in the plain cells; else the way in which the request was wrong.'),
    expected: z.enum(['accepted', 'refused', 'either']),
    access: z
      .enum(['accepted', 'refused', 'answered', 'unknown'])
      .describe('`answered` where nobody is let in or kept out; `unknown` where it could not be read.'),
    observed: z.string().describe('`accepted 200`, `refused 401`, or the reason why it is not known.'),
    verdict: cellVerdictSchema,
    caseId: z.string(),
    reason: z.string().optional(),
    followsFrom: fingerprint
      .optional()
      .describe('The occurrence that says it for this cell as well: somebody with less gets in.'),
  })
  .meta({ id: 'MatrixCell', description: 'One operation called by one tier.' });

/** One operation called with one credential, in the plain way or in one that is wrong. */
export type MatrixCell = ValueOf<typeof matrixCellSchema>;

const caseStateSchema = z.enum(['passed', 'failed', 'covered', 'skipped', 'inconclusive']);

/** The end of a case in one word; `CaseOutcome` says more. */
export type CaseState = ValueOf<typeof caseStateSchema>;

const caseOutcomeSchema = z
  .strictObject({
    id: z.string(),
    operationId: z.string(),
    family: z.string(),
    tier: z.string(),
    title: z.string(),
    state: caseStateSchema.describe(
      '`covered` was not sent, since another case of the same gate stands for it; `skipped` was withheld by plan; `inconclusive` was sent and could not be judged.',
    ),
    reason: z.string().optional(),
    followsFrom: z
      .string()
      .optional()
      .describe('Id of the case behind it, where somebody who holds less gets in the same way.'),
    findings: z.array(fingerprint).describe('The occurrences that it shows, or the one that it follows from.'),
    requests: wholeNumber,
    durationMs: z.number().nonnegative().describe('Varies between runs.'),
  })
  .meta({ id: 'CaseOutcome', description: 'How one case ended.' });

/** The end of one case: its state, its findings and what it took. */
export type CaseOutcome = ValueOf<typeof caseOutcomeSchema>;

const names = z.array(z.string());

const observationSchema = z
  .strictObject({
    operationId: z.string(),
    exercised: z.boolean(),
    statusesSeen: names,
    statusesDeclared: names,
    mediaTypesSeen: names,
    membersSeen: names.describe(
      'JSON Pointers with `*` for array indexes and keys of maps, after the status: `200 /slug`.',
    ),
    membersNeverSeen: names.describe('Declared, and in no answer.'),
    membersUndeclared: names.describe('In an answer, and not declared.'),
    enumValuesSeen: names,
    enumValuesNeverSeen: names,
    requests: wholeNumber,
    latencyP95Ms: z
      .number()
      .nonnegative()
      .describe(
        '95th percentile of the durations of successful answers, at least 1; 0 where there was none. Varies between runs.',
      ),
  })
  .meta({ id: 'OperationObservation', description: 'What was seen of one operation, from all its exchanges.' });

/** The statuses, members and enum values that a run saw of one operation, from all its exchanges. */
export type OperationObservation = ValueOf<typeof observationSchema>;

const countSchema = z
  .strictObject({
    done: wholeNumber,
    of: wholeNumber,
    covered: wholeNumber.optional().describe('Those of `done` that another case of the same gate stands for.'),
  })
  .meta({ id: 'Count', description: 'So many of so many.' });

/** A number of things done, of all that there are. */
export type Count = ValueOf<typeof countSchema>;

const coverageSchema = z
  .strictObject({
    operations: countSchema.describe('Operations of the contract that were exercised.'),
    statuses: countSchema.describe('Declared statuses that were seen.'),
    members: countSchema.describe('Declared members of answers that were seen.'),
    enumValues: countSchema.describe('Declared enum values that were seen.'),
    matrixCells: countSchema.describe('Pairs of operation and tier that were judged.'),
    variants: countSchema.describe('Ways to be wrong and ways around that were judged.'),
  })
  .meta({ id: 'Coverage', description: 'How much of the contract was verified.' });

/** How much of the contract was verified. */
export type Coverage = ValueOf<typeof coverageSchema>;

const failedStepSchema = z
  .strictObject({
    title: z.string(),
    request: z.string().describe('Method and path.'),
    seen: z.string().describe("The answer, in the server's own words."),
    cases: wholeNumber.describe('How many cases depend on it.'),
    advice: z.string().describe('What to do.'),
  })
  .meta({ id: 'FailedStep', description: 'A step of the set-up that failed.' });

/** A step of the set-up that failed, and what depends on it. */
export type FailedStepRecord = ValueOf<typeof failedStepSchema>;

const perOperation = z.record(z.string(), wholeNumber);

const requestFiguresSchema = z
  .strictObject({
    planned: wholeNumber,
    sent: wholeNumber.describe('Without polling, retries and removals.'),
    polling: wholeNumber,
    retries: wholeNumber,
    removals: wholeNumber.describe('At the end: removing what the run still had, and showing that it is gone.'),
    plannedPerOperation: perOperation.describe('By operation id.'),
    sentPerOperation: perOperation.describe('By operation id.'),
  })
  .meta({ id: 'RequestFigures', description: 'How much was sent.' });

/** How many requests were planned and sent, and what for. */
export type RequestFigures = ValueOf<typeof requestFiguresSchema>;

const leftoverSchema = z
  .strictObject({
    kind: z.string(),
    name: z.string(),
    /** A shell command; empty where the thing ended with the embedded deployment. */
    removal: z.string().describe('The request that removes it.'),
  })
  .meta({ id: 'Leftover', description: 'Something that the run made and could not remove.' });

/** Something that the run made and could not remove, with the request that removes it. */
export type Leftover = ValueOf<typeof leftoverSchema>;

const headers = z.array(z.tuple([z.string(), z.string()])).describe('Name and value of each line, in order.');

const body = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('empty') }),
  z.strictObject({
    kind: z.literal('json'),
    text: z.string(),
    value: jsonValue,
    invalidUtf8: z.literal(true).optional(),
    notEncoded: z.literal(true).optional(),
  }),
  z.strictObject({
    kind: z.literal('text'),
    text: z.string(),
    invalidUtf8: z.literal(true).optional(),
    notEncoded: z.literal(true).optional(),
  }),
]);

const outcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('answered'), status: z.int(), headers, body }),
  z.strictObject({
    kind: z.literal('failed'),
    reason: z.enum(['dns', 'refused', 'reset', 'tls', 'timeout', 'oversize', 'truncated', 'malformed', 'blocked']),
    detail: z.string(),
  }),
]);

const exchange = z.strictObject({
  requestId: z.string(),
  startedAtMs: z.number(),
  durationMs: z.number().nonnegative(),
  request: z.strictObject({ method: z.string(), url: z.string(), headers, body: z.string().optional() }),
  outcome,
});

const evidenceSchema = z
  .strictObject({ caseId: z.string(), operationId: z.string(), purpose: z.string(), exchange })
  .meta({ id: 'Evidence', description: 'One exchange behind a finding, redacted. Varies between runs.' });

/** One exchange behind a finding, redacted. Varies between runs. */
export type Evidence = ValueOf<typeof evidenceSchema>;

/** The purpose of evidence that belongs to no step that a check looks at: the run met it on its way. */
export const MET = 'met on the way';

/** The schema of what somebody has decided about a finding, in the drift of a record and in a baseline. */
export const acceptanceSchema = z
  .strictObject({
    fingerprint: fingerprint.describe('Of a finding, or of one of its occurrences, of which it then accepts no more.'),
    rule: z.string().regex(/^[a-z]+(?:\.[a-z0-9-]+)+$/),
    severity: z.enum(SEVERITIES).describe('How bad it was when it was accepted.'),
    operationId: z.string(),
    operations: names
      .min(1)
      .optional()
      .describe('Where a finding was when it was accepted; on another operation it counts as new.'),
    place: z.string(),
    tier: z.string().optional(),
    probe: z.string().describe('The case whose request shows whether it is still there.'),
    reason: z.string(),
    owner: z.string(),
    until: z.iso.date().describe('The last day on which it counts.'),
  })
  .meta({ id: 'Acceptance', description: 'What somebody has decided about a finding.' });

/** A decision of somebody to live with a finding, until a day. */
export type Acceptance = ValueOf<typeof acceptanceSchema>;

const driftSchema = z
  .strictObject({
    /** The baseline file, as it was named. */
    baseline: z.string(),
    /** Fingerprints found now and not accepted, or no longer. */
    newFindings: z.array(fingerprint),
    /** Accepted, and still there. */
    stillThere: z.array(acceptanceSchema),
    /** Accepted once; the day has passed, so the finding counts as new. */
    expired: z.array(acceptanceSchema),
    worse: z.array(acceptanceSchema).describe('Accepted when it was milder, or on fewer operations; counts as new.'),
    gone: z.array(acceptanceSchema).describe('Accepted, probed again, and not found.'),
    notChecked: z.array(acceptanceSchema).describe('Accepted, and not probed.'),
  })
  .meta({ id: 'DriftSummary', description: 'The findings held against the baseline of the target.' });

/** The findings of a run held against the baseline of its target. */
export type DriftSummary = ValueOf<typeof driftSchema>;

/** The schema of a line of a target's history. */
export const historyLineSchema = z
  .strictObject({
    runId: z.string(),
    startedAt: z.iso.datetime(),
    verdict: verdictSchema,
    contractHash: z.string(),
    findings: z.strictObject({ critical: wholeNumber, major: wholeNumber, minor: wholeNumber, info: wholeNumber }),
    newFindings: wholeNumber,
    gaps: wholeNumber,
    requests: wholeNumber,
    durationMs: z.number().nonnegative(),
    /** 95th percentile of each operation in milliseconds. */
    latencyP95Ms: z.record(z.string(), z.number().nonnegative()),
  })
  .meta({ id: 'HistoryLine', description: 'The figures of one run, for comparing over time.' });

/** The figures of one run, for comparing over time. */
export type HistoryLine = ValueOf<typeof historyLineSchema>;

const proposedEditSchema = z.strictObject({
  /** The edit in a sentence part: `declare the status 202 of DELETE /workspaces/{id}`. */
  title: z.string(),
  fingerprints: z.array(fingerprint).min(1).describe('The findings that it makes go, and no others.'),
  answers: wholeNumber.describe('How many recorded answers showed the findings, and no longer do.'),
  actions: z
    .array(
      z.strictObject({
        target: z.string().describe('JSONPath (RFC 9535) into the contract.'),
        update: jsonValue.optional(),
        remove: z.boolean(),
      }),
    )
    .min(1)
    .describe('Actions of an OpenAPI Overlay 1.0.0 document.'),
});

/** An edit of the contract that makes findings go, proven by judging the recorded answers again. */
export type ProposedEdit = ValueOf<typeof proposedEditSchema>;

const reconciliationSchema = z
  .strictObject({
    edits: z
      .array(proposedEditSchema)
      .describe('Each is proven with those before it in place; together they are proposed.overlay.yaml.'),
    unreconciled: z
      .array(z.strictObject({ fingerprint, reason: z.string() }))
      .describe('Findings of shape for which no edit is proposed, and why.'),
  })
  .meta({ id: 'Reconciliation', description: 'Which findings the contract could follow, if the deployment is right.' });

/** Which findings the contract could follow, if the deployment is right. */
export type Reconciliation = ValueOf<typeof reconciliationSchema>;

const strengthSchema = z
  .strictObject({
    operationId: z.string(),
    /** 0 (notices nothing) to 100. */
    score: z.int().min(0).max(100),
    weaknesses: z.array(z.string()),
  })
  .meta({ id: 'ContractStrength', description: 'How much of a wrong answer the contract could notice.' });

/** How much of a wrong answer the contract could notice at one operation, and what it leaves open. */
export type ContractStrength = ValueOf<typeof strengthSchema>;

/** The schema of `run.json`; `spec/run-record.schema.json` is generated from it. */
export const runRecordSchema = z.strictObject({
  schemaVersion: z.literal(2),
  run: runFactsSchema,
  verdict: verdictSchema,
  exitCode: z
    .int()
    .min(0)
    .max(255)
    .describe('0 conforms, 1 drift, 3 could not judge, 4 left something behind, 130 interrupted.'),
  because: z.string().describe('Why this verdict.'),
  problems: z.array(z.string()).describe('Faults of this program; with any, nothing is called green.'),
  findings: z.array(findingSchema).describe('The worst first.'),
  gaps: z.array(gapSchema),
  deviations: z.array(deviationSchema),
  matrix: z.array(matrixCellSchema).describe('By operation, in the order of the contract, and tier.'),
  cases: z.array(caseOutcomeSchema).describe('By id.'),
  operations: z.array(observationSchema).describe('In the order of the contract.'),
  coverage: coverageSchema,
  requests: requestFiguresSchema,
  notes: z.array(z.string()),
  leftovers: z.array(leftoverSchema),
  failedSteps: z.array(failedStepSchema).optional().describe('Present where the set-up of the run was not complete.'),
  strength: z.array(strengthSchema).describe('By operation, the weakest first.'),
  evidence: z.array(evidenceSchema).describe('The exchanges behind the findings.'),
  reconciliation: reconciliationSchema.optional().describe('Absent where nothing was found that is a matter of shape.'),
  drift: driftSchema.optional().describe('Present where the findings were held against a baseline.'),
  trend: z.array(historyLineSchema).optional().describe('Earlier runs against this target, this one last.'),
});

/** The whole result of a run, of which reports are pure functions. Written as `run.json`. */
export type RunRecord = ValueOf<typeof runRecordSchema>;

/** One line of the journal that a run appends to as it goes on. A run that is killed leaves the lines that it had. */
export type JournalLine =
  | { readonly kind: 'case'; readonly outcome: CaseOutcome; readonly cell?: MatrixCell }
  | { readonly kind: 'finding'; readonly finding: Occurrence; readonly caseId: string }
  | { readonly kind: 'gap'; readonly gap: Gap }
  /** The observations of one operation so far; the last line of an operation counts. */
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
  /** The reason why the run stopped before its end, and what it left undone; the last line counts. */
  | { readonly kind: 'stopped'; readonly gap: Gap }
  /** The operations of which an answer was lost so far, and whether the target has stopped answering; the last line counts. */
  | { readonly kind: 'lost'; readonly operationIds: readonly string[]; readonly isGone: boolean }
  | {
      readonly kind: 'exchange';
      readonly caseId: string;
      readonly operationId: string;
      readonly purpose: string;
      /** Index of the step in its case. */
      readonly step: number;
      /** The case was sent a second time. */
      readonly isAgain?: true;
      /** Sent after the case itself was turned away: its steps with all routing headers, which count in place of the first; or its probe by nobody. */
      readonly afterRefusal?: 'routed' | 'nobody';
      /** It was sent to another address than the contract's own. */
      readonly isOutside?: true;
      readonly exchange: Exchange;
    };

/** Makes evidence of an exchange in the journal. The purpose of one that was sent in another way or again says so: `probe again`. */
export function toEvidence(line: Extract<JournalLine, { readonly kind: 'exchange' }>): Evidence {
  const { caseId, operationId, purpose, isAgain, afterRefusal, exchange } = line;
  const how = afterRefusal === undefined ? '' : HOW_AFTER_REFUSAL[afterRefusal];
  return { caseId, operationId, purpose: `${purpose}${how}${isAgain === true ? ' again' : ''}`, exchange };
}

const HOW_AFTER_REFUSAL = { routed: ' with all routing headers', nobody: ' without a credential' } as const;

/** The purposes of steps whose answers are judged, where the case was sent again with all routing headers: those count in place of the first. */
export const JUDGED_WHEN_ROUTED: readonly string[] = ['probe', 'verify'].map(
  (purpose) => `${purpose}${HOW_AFTER_REFUSAL.routed}`,
);
