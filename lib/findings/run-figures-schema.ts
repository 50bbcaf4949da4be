import { z } from 'zod';
import { wholeNumber } from './finding-schema.ts';

const count = z
  .strictObject({ done: wholeNumber, of: wholeNumber })
  .meta({ id: 'Count', description: 'So many of so many.' });

/** The shape of the coverage of a run. */
export const coverageSchema = z
  .strictObject({
    operations: count.describe('Operations of the contract that were exercised.'),
    statuses: count.describe('Declared statuses that were seen.'),
    members: count.describe('Declared members of answers that were seen.'),
    enumValues: count.describe('Declared enum values that were seen.'),
    matrixCells: count.describe('Pairs of operation and tier that were judged.'),
    variants: count.describe('Ways to be wrong and ways around that were judged.'),
  })
  .meta({ id: 'Coverage', description: 'How much of the contract was verified.' });

const perOperation = z.record(z.string(), wholeNumber);

/** The shape of the figures of requests. */
export const requestFiguresSchema = z
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

const names = z.array(z.string());

/** What a run saw of one operation, as a run writes it down. */
export const observationSchema = z
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
