import { refuse } from '../http.ts';
import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const crashesOnMalformedJson: Mutant = createHandlingMutant(
  {
    id: 'crashes-on-malformed-json',
    title: 'Malformed JSON ends in a 500',
    incident: 'I-30',
    operations: ['createOrg'],
    expects: ['request.invalid-crashes'],
  },
  (request, next) => (request.body.kind === 'malformed' ? refuse(500, 'internal error') : next(request)),
);
