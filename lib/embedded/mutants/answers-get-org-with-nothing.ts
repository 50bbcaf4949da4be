import { answer } from '../http.ts';
import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const answersGetOrgWithNothing: Mutant = createHandlingMutant(
  {
    id: 'answers-get-org-with-nothing',
    title: 'An org is answered with an empty 200',
    incident: 'I-13',
    operations: ['getOrg'],
    expects: ['media.body-missing'],
  },
  async (request, next) => {
    const given = await next(request);
    return given.status === 200 ? answer(200) : given;
  },
);
