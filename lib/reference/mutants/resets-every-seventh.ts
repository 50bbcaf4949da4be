import { EVERY_OPERATION } from '../every-operation.ts';
import type { ApiAnswer } from '../http.ts';
import type { Mutant } from '../mutant.ts';

const RESET: ApiAnswer = { status: 500, raw: { bytes: Buffer.alloc(0), then: 'reset' } };

export const resetsEverySeventh: Mutant = {
  id: 'resets-every-seventh',
  title: 'Every seventh connection is reset',
  operations: EVERY_OPERATION,
  world: true,
  expects: ['gap.transport'],
  apply: ({ wrapService }) => {
    let count = 0;
    wrapService((next) => (incoming, door) => {
      count += 1;
      return count % 7 === 0 ? Promise.resolve(RESET) : next(incoming, door);
    });
  },
};
