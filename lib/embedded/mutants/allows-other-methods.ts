import { createMethodRefusingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const allowsOtherMethods: Mutant = createMethodRefusingMutant(
  {
    id: 'allows-other-methods',
    title: 'A method that an org does not have is refused with a 405 that leaves out one that it has',
    operations: ['getOrg'],
    expects: ['surface.allow-mismatch'],
  },
  { Allow: 'GET' },
);
