import { readBearer } from '../authenticate.ts';
import { createBypassMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsGarbageOfRightLength: Mutant = createBypassMutant(
  {
    id: 'accepts-garbage-of-right-length',
    title: 'A bearer is measured and not compared',
    operations: ['adminListThinAmi'],
    expects: ['auth.invalid-accepted'],
    callers: ['cp-admin, garbage-of-right-length', 'cp-admin, other-case'],
    attack: 'Any text of the right length makes its sender the operator.',
  },
  (request, { cpAdminBearer }) => readBearer(request)?.length === cpAdminBearer.length,
);
