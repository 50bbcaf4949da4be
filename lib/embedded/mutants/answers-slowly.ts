import { EVERY_OPERATION } from '../every-operation.ts';
import type { Mutant } from '../mutant.ts';
import { systemClock } from '../../core/clock.ts';

const DELAY_MS = 300;

export const answersSlowly: Mutant = {
  id: 'answers-slowly',
  title: 'Every answer takes a third of a second',
  operations: EVERY_OPERATION,
  world: true,
  expects: ['ops.latency'],
  seenBy: {
    why: 'A third of a second is within the budget of every operation.',
    commands: ['LATENCY_BUDGET_MS=250 conform run --fault answers-slowly --only getOrg'],
  },
  apply: ({ wrapService }) =>
    wrapService((next) => async (incoming, service) => {
      const given = await next(incoming, service);
      await systemClock.sleep(DELAY_MS);
      return given;
    }),
};
