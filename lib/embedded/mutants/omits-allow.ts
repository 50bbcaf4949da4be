import { createMethodRefusingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const omitsAllow: Mutant = createMethodRefusingMutant(
  {
    id: 'omits-allow',
    title: 'A method that an org does not have is refused with a 405 that names no other',
    operations: ['getOrg'],
    expects: ['header.allow'],
  },
  {},
);
