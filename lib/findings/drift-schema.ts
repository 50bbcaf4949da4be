import { z } from 'zod';
import type { JsonValue } from '../core/json.ts';
import { SEVERITIES } from '../core/severity.ts';
import { fingerprint, ruleId, wholeNumber } from './finding-schema.ts';

// z.json() describes JSON values with a type of its own.
const jsonValue = z.json() as unknown as z.ZodType<JsonValue>;

const headers = z.array(z.tuple([z.string(), z.string()])).describe('Name and value of each line, in order.');

const body = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('empty') }),
  z.strictObject({
    kind: z.literal('json'),
    text: z.string(),
    value: jsonValue,
    invalidUtf8: z.literal(true).optional(),
  }),
  z.strictObject({ kind: z.literal('text'), text: z.string(), invalidUtf8: z.literal(true).optional() }),
]);

const outcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('answered'), status: z.int(), headers, body }),
  z.strictObject({
    kind: z.literal('failed'),
    reason: z.enum(['dns', 'refused', 'reset', 'tls', 'timeout', 'oversize', 'truncated', 'malformed', 'blocked']),
    detail: z.string(),
  }),
]);

/** One HTTP call, redacted, as a run writes it down. */
const exchange = z.strictObject({
  requestId: z.string(),
  startedAtMs: z.number(),
  durationMs: z.number().nonnegative(),
  request: z.strictObject({ method: z.string(), url: z.string(), headers, body: z.string().optional() }),
  outcome,
});

/** The shape of a line of the evidence of a run. */
export const evidenceSchema = z
  .strictObject({ caseId: z.string(), operationId: z.string(), purpose: z.string(), exchange })
  .meta({ id: 'Evidence', description: 'One exchange behind a finding, redacted. Varies between runs.' });

const acceptance = z
  .strictObject({
    fingerprint,
    rule: ruleId,
    severity: z.enum(SEVERITIES).describe('How bad it was when it was accepted.'),
    operationId: z.string(),
    place: z.string(),
    tier: z.string().optional(),
    probe: z.string().describe('The case whose request shows whether it is still there.'),
    reason: z.string(),
    owner: z.string(),
    until: z.iso.date().describe('The last day on which it counts.'),
  })
  .meta({ id: 'Acceptance', description: 'What somebody has decided about a finding.' });

/** The shape of what came of holding findings against a baseline. */
export const driftSchema = z
  .strictObject({
    baseline: z.string(),
    newFindings: z.array(fingerprint),
    stillThere: z.array(acceptance),
    expired: z.array(acceptance),
    worse: z.array(acceptance).describe('Accepted when it was milder; counts as new.'),
    gone: z.array(acceptance).describe('Accepted, probed again, and not found.'),
    notChecked: z.array(acceptance).describe('Accepted, and not probed.'),
  })
  .meta({ id: 'DriftSummary', description: 'The findings held against the baseline of the target.' });

/** The shape of a line of the history of a target. */
export const historyLineSchema = z
  .strictObject({
    runId: z.string(),
    startedAt: z.iso.datetime(),
    verdict: z.enum(['conforms', 'drift', 'could-not-judge', 'left-behind', 'interrupted']),
    contractHash: z.string(),
    findings: z.strictObject({ critical: wholeNumber, major: wholeNumber, minor: wholeNumber, info: wholeNumber }),
    newFindings: wholeNumber,
    gaps: wholeNumber,
    requests: wholeNumber,
    durationMs: z.number().nonnegative(),
    latencyP95Ms: z.record(z.string(), z.number().nonnegative()),
  })
  .meta({ id: 'HistoryLine', description: 'The figures of one run, for comparing over time.' });

const overlayAction = z.strictObject({
  target: z.string().describe('JSONPath (RFC 9535) into the contract.'),
  update: jsonValue.optional(),
  remove: z.boolean(),
});

/** The shape of the edits that a run proposes. */
export const reconciliationSchema = z
  .strictObject({
    edits: z
      .array(
        z.strictObject({
          title: z.string(),
          fingerprints: z.array(fingerprint).min(1).describe('The findings that it makes go, and no others.'),
          answers: wholeNumber.describe('How many recorded answers showed the findings, and no longer do.'),
          actions: z.array(overlayAction).min(1).describe('Actions of an OpenAPI Overlay 1.0.0 document.'),
        }),
      )
      .describe('Each is proven with those before it in place; together they are proposed.overlay.yaml.'),
    unreconciled: z
      .array(z.strictObject({ fingerprint, reason: z.string() }))
      .describe('Findings of shape for which no edit is proposed, and why.'),
  })
  .meta({ id: 'Reconciliation', description: 'Which findings the contract could follow, if the deployment is right.' });

/** The shape of what is said of how strong the contract is for an operation. */
export const strengthSchema = z
  .strictObject({ operationId: z.string(), score: z.int().min(0).max(100), weaknesses: z.array(z.string()) })
  .meta({ id: 'ContractStrength', description: 'How much of a wrong answer the contract could notice.' });
