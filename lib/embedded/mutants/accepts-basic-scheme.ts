import { createLenientMutant, rereadAuthorization } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const acceptsBasicScheme: Mutant = createLenientMutant(
  {
    id: 'accepts-basic-scheme',
    title: 'The bearer is taken from behind Basic',
    operations: ['adminListThinAmi', 'tenantListTemplates'],
    expects: ['auth.undocumented-scheme'],
    callers: ['cp-admin, basic-scheme', 'org-key, basic-scheme'],
    attack: 'Browsers store and send on what stands behind Basic.',
  },
  (request) => rereadAuthorization(request, /^Basic ([\x21-\x7e]+)$/),
);
