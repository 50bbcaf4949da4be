import { answer } from '../http.ts';
import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const answersExportWithEmptyObject: Mutant = createHandlingMutant(
  {
    id: 'answers-export-with-empty-object',
    title: 'An export is a 200 with an empty object',
    incident: 'I-13',
    operations: ['exportOrg'],
    expects: ['success.vacuous'],
  },
  async (request, next) => {
    const given = await next(request);
    return given.status === 200 ? answer(200, {}) : given;
  },
);
