import { createBypassMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsEmptyBearer: Mutant = createBypassMutant(
  {
    id: 'accepts-empty-bearer',
    title: 'Bearer with nothing behind it opens the route',
    operations: ['adminListRuntimeImage', 'tenantListOrgTemplates'],
    expects: ['auth.invalid-accepted'],
    callers: ['cp-admin, empty', 'org-key, empty'],
    attack: 'The right header without any credential is enough.',
  },
  ({ headers }) => headers.authorization?.length === 1 && headers.authorization[0]?.trim() === 'Bearer',
);
