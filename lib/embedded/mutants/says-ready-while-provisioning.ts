import { isJsonObject } from '../../core/json.ts';
import { createHandlingMutant, withMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const saysReadyWhileProvisioning: Mutant = createHandlingMutant(
  {
    id: 'says-ready-while-provisioning',
    title: 'The stage is ready while the status is still provisioning',
    incident: 'I-27',
    operations: ['getProvisionStatus'],
    expects: ['state.related-fields'],
  },
  async (request, next) => {
    const given = await next(request);
    const isReady = isJsonObject(given.body) && given.body.stage === 'ready';
    return isReady ? withMembers(given, { status: 'provisioning' }) : given;
  },
);
