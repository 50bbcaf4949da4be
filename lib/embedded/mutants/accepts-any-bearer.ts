import { readBearer } from '../authenticate.ts';
import { createAdmittingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsAnyBearer: Mutant = createAdmittingMutant(
  {
    id: 'accepts-any-bearer',
    title: 'Any well-formed bearer opens an admin route',
    operations: ['adminTenantDiagnostics'],
    expects: ['auth.invalid-accepted'],
    callers: ['garbage-bearer'],
    attack: 'Whoever sends a word after Bearer is the operator.',
  },
  (request) => (readBearer(request) === undefined ? undefined : { kind: 'cp-admin' }),
);
