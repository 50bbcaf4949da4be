import { readBearer } from '../authenticate.ts';
import { createLenientMutant, withBearer } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

function swapCase(letter: string): string {
  return letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
}

export const acceptsCredentialInOtherCase: Mutant = createLenientMutant(
  {
    id: 'accepts-credential-in-other-case',
    title: 'A credential is compared without the case of its letters',
    operations: ['tenantListTemplates', 'adminListRuntimeImage'],
    expects: ['auth.invalid-accepted'],
    callers: ['cp-admin, other-case', 'org-key, other-case'],
    attack: 'A credential is much easier to guess than it looks.',
  },
  (request) => {
    const bearer = readBearer(request);
    return bearer === undefined ? [] : [withBearer(request, bearer.replace(/[a-z]/gi, swapCase))];
  },
);
