import { EVERY_OPERATION } from '../every-operation.ts';
import type { Mutant } from '../mutant.ts';
import { renderAnswer } from '../http.ts';

export const truncatesEveryNinth: Mutant = {
  id: 'truncates-every-ninth',
  title: 'Every ninth answer ends in its middle',
  operations: EVERY_OPERATION,
  world: true,
  expects: ['gap.transport'],
  apply: ({ wrapService }) => {
    let count = 0;
    wrapService((next) => async (incoming, service) => {
      const given = await next(incoming, service);
      count += 1;
      if (count % 9 !== 0 || given.raw !== undefined) return given;
      const bytes = renderAnswer(given);
      return { ...given, raw: { bytes: bytes.subarray(0, Math.floor(bytes.length / 2)), then: 'end' } };
    });
  },
};
