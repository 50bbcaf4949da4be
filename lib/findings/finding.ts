import { z } from 'zod';
import type { Pointer } from '../contract/contract.ts';
import type { ReadonlyDeep } from '../core/readonly-deep.ts';
import { SEVERITIES, type Severity } from '../core/severity.ts';
import { GAP_IDS, type RuleId } from '../rules/rules.ts';
import { placeSchema, ruleId, type Place } from './place.ts';

/** A count of things. */
export const wholeNumber = z.int().nonnegative();

const gapId = z
  .enum(GAP_IDS)
  .meta({ id: 'GapId', description: 'Id of a rule that says why something could not be judged.' });

/** The shape of a fingerprint. */
export const fingerprint = z
  .string()
  .regex(/^[0-9a-f]{16}$/)
  .describe('Identity of a finding, or of one of its occurrences, over runs.');

const position = z
  .strictObject({
    file: z.string().describe('The contract, as it was named to the run.'),
    line: z.int().positive(),
    column: z.int().positive(),
  })
  .describe('Where the clause stands in the source of the contract.');

const clause = z
  .strictObject({
    pointer: z.string().describe('JSON Pointer into the contract (RFC 6901).'),
    position,
    quote: z.string().optional().describe('The lines that stand there, a few of them.'),
  })
  .describe('The part of the contract that the finding rests on.');

const occurrenceMembers = {
  fingerprint: fingerprint.describe(
    'Identity of an occurrence over runs: made of rule, check, operation, place and, where it matters, tier.',
  ),
  rule: ruleId,
  check: z.string().describe('The check that saw it.'),
  severity: z.enum(SEVERITIES).describe('`critical` fails any gate, `major` the release gate.'),
  operationId: z.string(),
  method: z.string(),
  path: z.string().describe('The path template of the contract.'),
  tier: z.string().optional().describe('Who called; set where it matters, and then part of the fingerprint.'),
  place: placeSchema,
  clause,
  expected: z.string().describe('What the contract says.'),
  seen: z.string().describe('What the deployment did. Without what varies between runs.'),
  why: z.string().describe('Why it matters to somebody who uses the API.'),
  attack: z.string().optional().describe('What somebody could do with it; security findings only.'),
  cases: z
    .array(z.string())
    .min(1)
    .describe('Ids of all cases that showed it: the canonical one first, then the others, sorted.'),
  reproduce: z.string().describe('A shell command that shows it again, with variables in place of secrets.'),
};

const occurrenceSchema = z
  .strictObject(occurrenceMembers)
  .meta({ id: 'Occurrence', description: 'One disagreement between contract and deployment, on one operation.' });

/** The shape of one cause of disagreement. */
export const findingSchema = z
  .strictObject({
    ...occurrenceMembers,
    fingerprint: fingerprint.describe(
      'Identity of a finding over runs: made of rule, check, service, place and what was seen. It does not depend on the operations.',
    ),
    severity: z.enum(SEVERITIES).describe('The worst of its occurrences.'),
    service: z.string().describe('The service whose operations show it: `cp` or `tenant`.'),
    tier: z.string().optional().describe('Who called, where all its occurrences have the same caller.'),
    occurrences: z
      .array(occurrenceSchema)
      .min(1)
      .describe('The operations that show it, the canonical one first. Operation, clause and command are of that one.'),
  })
  .meta({
    id: 'Finding',
    description: 'One cause of disagreement between contract and deployment, with the operations that show it.',
  });

/** The shape of something that could not be judged. */
export const gapSchema = z
  .strictObject({
    rule: gapId,
    operationId: z.string().optional(),
    caseId: z.string().optional(),
    tier: z.string().optional(),
    status: z.string().optional().describe('The declared status that was not seen, where the gap is of one.'),
    reason: z.string(),
  })
  .meta({ id: 'Gap', description: 'Something that could not be judged: not drift, and not green.' });

/** One disagreement between contract and deployment, on one operation. */
export type Occurrence = ReadonlyDeep<z.infer<typeof occurrenceSchema>>;

/** One cause of disagreement, with the operations that show it. The members of an occurrence are those of the canonical one. */
export type Finding = ReadonlyDeep<z.infer<typeof findingSchema>>;

/** The part of the contract that a finding rests on. */
export type Clause = Finding['clause'];

/** Something that could not be judged: not drift, and not green. */
export type Gap = ReadonlyDeep<z.infer<typeof gapSchema>>;

/** A check's statement about one exchange: a finding without its identity. Values that vary between runs never stand in it. */
export interface Observation {
  readonly rule: RuleId;
  readonly place: Place;
  readonly clause: Pointer;
  /** The contract's demand, as a sentence part. */
  readonly expected: string;
  /** The deployment's behaviour, as a sentence part. */
  readonly seen: string;
  /** Set where the tier matters (authentication); then it is part of the fingerprint. */
  readonly tier?: string;
  /** How an attacker could use it, for security findings. */
  readonly attack?: string;
  /** Overrides the rule's severity for this observation. */
  readonly severity?: Severity;
}
