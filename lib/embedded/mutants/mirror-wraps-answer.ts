import { createAnsweringMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const mirrorWrapsAnswer: Mutant = createAnsweringMutant(
  {
    id: 'mirror-wraps-answer',
    title: 'The deprecated mirror answers with another shape',
    incident: 'I-37',
    operations: ['listOrgs', 'getOrg'],
    expects: ['mirror.differs'],
  },
  (given, request) => {
    if (!request.path.startsWith('/cp/') || given.status !== 200 || given.body === undefined) return given;
    return { ...given, body: { data: given.body } };
  },
);
