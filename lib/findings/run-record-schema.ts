import { z } from 'zod';
import { SEVERITIES } from '../core/severity.ts';
import {
  driftSchema,
  evidenceSchema,
  historyLineSchema,
  reconciliationSchema,
  strengthSchema,
} from './drift-schema.ts';
import { findingSchema, fingerprint, gapSchema, wholeNumber } from './finding-schema.ts';
import { coverageSchema, observationSchema, requestFiguresSchema } from './run-figures-schema.ts';
import type { RunRecord } from './run-record.ts';

const runFacts = z
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
        cpBaseUrl: z.string(),
        tenantBaseUrl: z.string(),
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
        title: z.string(),
        version: z.string(),
        hash: z.string().describe('SHA-256 of the bundled contract, hexadecimal.'),
      })
      .describe('The edition of the contract that decided.'),
    tool: z.strictObject({ version: z.string(), node: z.string() }),
    faults: z.array(z.string()).describe('Faults that the embedded deployment was told to have.'),
  })
  .meta({ id: 'RunFacts', description: 'Which run this was. Varies between runs.' });

const deviation = z
  .strictObject({
    id: z.string(),
    reason: z.string(),
    tier: z.string(),
    operations: z.array(z.string()).describe('Where it was met.'),
    state: z.enum(['met', 'not-met', 'not-checked']),
  })
  .meta({ id: 'Deviation', description: 'A difference from the contract that is known and written down beside it.' });

const matrixCell = z
  .strictObject({
    operationId: z.string(),
    tier: z.string(),
    variant: z.string().optional().describe('Absent in the plain cells; else the way in which the request was wrong.'),
    expected: z.enum(['accepted', 'refused', 'either']),
    access: z
      .enum(['accepted', 'refused', 'answered', 'unknown'])
      .describe('`answered` where nobody is let in or kept out; `unknown` where it could not be read.'),
    observed: z.string().describe('`accepted 200`, `refused 401`, or the reason why it is not known.'),
    verdict: z.enum(['as-expected', 'drift', 'could-not-tell', 'not-probed']),
    caseId: z.string(),
    reason: z.string().optional(),
    followsFrom: fingerprint
      .optional()
      .describe('The finding that says it for this cell as well: somebody with less gets in.'),
  })
  .meta({ id: 'MatrixCell', description: 'One operation called by one tier.' });

const caseOutcome = z
  .strictObject({
    id: z.string(),
    operationId: z.string(),
    family: z.string(),
    tier: z.string(),
    title: z.string(),
    state: z
      .enum(['passed', 'failed', 'skipped', 'inconclusive'])
      .describe('`skipped` was withheld by plan, `inconclusive` was sent and could not be judged.'),
    reason: z.string().optional(),
    followsFrom: z
      .string()
      .optional()
      .describe('Id of the case behind it, where somebody who holds less gets in the same way.'),
    findings: z.array(fingerprint).describe('The findings that it shows, or the one that it follows from.'),
    requests: wholeNumber,
    durationMs: z.number().nonnegative().describe('Varies between runs.'),
  })
  .meta({ id: 'CaseOutcome', description: 'How one case ended.' });

const leftover = z
  .strictObject({ kind: z.string(), name: z.string(), removal: z.string().describe('The request that removes it.') })
  .meta({ id: 'Leftover', description: 'Something that the run made and could not remove.' });

/** Everything that a run has to say, as JSON. `spec/run-record.schema.json` is made from it. */
export const runRecordSchema = z.strictObject({
  schemaVersion: z.literal(1),
  run: runFacts,
  verdict: z.enum(['conforms', 'drift', 'could-not-judge', 'left-behind', 'interrupted']),
  exitCode: z
    .int()
    .min(0)
    .max(255)
    .describe('0 conforms, 1 drift, 3 could not judge, 4 left something behind, 130 interrupted.'),
  because: z.string().describe('Why this verdict.'),
  findings: z.array(findingSchema).describe('The worst first.'),
  gaps: z.array(gapSchema),
  deviations: z.array(deviation),
  matrix: z.array(matrixCell).describe('By operation, in the order of the contract, and tier.'),
  cases: z.array(caseOutcome).describe('By id.'),
  operations: z.array(observationSchema).describe('In the order of the contract.'),
  coverage: coverageSchema,
  requests: requestFiguresSchema,
  notes: z.array(z.string()),
  leftovers: z.array(leftover),
  strength: z.array(strengthSchema).describe('By operation, the weakest first.'),
  evidence: z.array(evidenceSchema).describe('The exchanges behind the findings.'),
  reconciliation: reconciliationSchema.optional().describe('Absent where nothing was found that is a matter of shape.'),
  drift: driftSchema.optional().describe('Present where the findings were held against a baseline.'),
  trend: z.array(historyLineSchema).optional().describe('Earlier runs against this target, this one last.'),
});

/** A type with nothing optional and nothing to write to, so that two of them can be compared member by member. */
type Complete<T> = T extends readonly (infer Item)[]
  ? readonly Complete<Item>[]
  : T extends object
    ? { readonly [Name in keyof T]-?: Complete<T[Name]> }
    : T;

type IsSame<Left, Right> =
  Complete<Left> extends Complete<Right> ? (Complete<Right> extends Complete<Left> ? true : false) : false;

// Does not compile where a member stands in the type and not in the schema, or the other way round.
true satisfies IsSame<z.output<typeof runRecordSchema>, RunRecord>;
