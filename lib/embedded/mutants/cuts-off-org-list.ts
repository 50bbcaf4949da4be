import { renderAnswer } from '../http.ts';
import { createAnsweringMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const cutsOffOrgList: Mutant = createAnsweringMutant(
  {
    id: 'cuts-off-org-list',
    title: 'The connection ends in the middle of the list of orgs',
    operations: ['listOrgs'],
    expects: ['surface.no-answer'],
  },
  (given) => {
    if (given.status !== 200) return given;
    const bytes = renderAnswer(given);
    return { ...given, raw: { bytes: bytes.subarray(0, bytes.length - 20), then: 'end' } };
  },
);
