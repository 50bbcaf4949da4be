import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const createsOrgOnDryRun: Mutant = createHandlingMutant(
  {
    id: 'creates-org-on-dry-run',
    title: 'A dry run creates the org',
    incident: 'I-19',
    operations: ['adminCreateOrg'],
    expects: ['guard.dry-run-created'],
  },
  async (request, next) => {
    const given = await next(request);
    if (request.query.get('dry_run') === 'true' && given.status === 200) {
      await next({ ...request, query: new URLSearchParams() });
    }
    return given;
  },
);
