import { EVERY_OPERATION } from '../every-operation.ts';
import type { Mutant } from '../mutant.ts';
import { refuseTooMany } from '../rate-limiter.ts';

export const refusesWith429ForEver: Mutant = {
  id: 'refuses-with-429-for-ever',
  title: 'Every request is one too many',
  operations: EVERY_OPERATION,
  world: true,
  expects: ['gap.budget'],
  apply: ({ wrapService }) => wrapService(() => () => Promise.resolve(refuseTooMany(1))),
};
