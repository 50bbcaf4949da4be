import { refuse } from '../http.ts';
import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const crashesOnRestart: Mutant = createHandlingMutant(
  {
    id: 'crashes-on-restart',
    title: 'The restart of a workspace ends in a 500',
    operations: ['tenantRestartWorkspace'],
    expects: ['status.server-error'],
  },
  async (request, next) => {
    const given = await next(request);
    return given.status === 200 ? refuse(500, 'internal error') : given;
  },
);
