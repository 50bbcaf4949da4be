import { EVERY_OPERATION } from '../every-operation.ts';
import type { ApiAnswer } from '../http.ts';
import { createRecurringMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

const RESET: ApiAnswer = { status: 500, raw: { bytes: Buffer.alloc(0), then: 'reset' } };

export const resetsEverySeventh: Mutant = createRecurringMutant(
  {
    id: 'resets-every-seventh',
    title: 'Every seventh connection is reset',
    operations: EVERY_OPERATION,
    world: true,
    expects: ['gap.transport'],
  },
  7,
  RESET,
);
