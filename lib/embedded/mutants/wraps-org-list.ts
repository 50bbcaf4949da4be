import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const wrapsOrgList: Mutant = createHandlingMutant(
  {
    id: 'wraps-org-list',
    title: 'The list of orgs comes wrapped in an object',
    incident: 'I-12',
    operations: ['listOrgs'],
    expects: ['body.type'],
  },
  async (request, next) => {
    const given = await next(request);
    return given.body === undefined ? given : { ...given, body: { orgs: given.body } };
  },
);
