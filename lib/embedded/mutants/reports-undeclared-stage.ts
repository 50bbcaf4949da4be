import { isJsonObject } from '../../core/json.ts';
import { createHandlingMutant, withMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const reportsUndeclaredStage: Mutant = createHandlingMutant(
  {
    id: 'reports-undeclared-stage',
    title: 'Provisioning goes through a stage that is not declared',
    incident: 'I-26',
    operations: ['getProvisionStatus'],
    expects: ['body.enum'],
  },
  async (request, next) => {
    const given = await next(request);
    const isUnderWay = isJsonObject(given.body) && given.body.status === 'provisioning';
    return isUnderWay ? withMembers(given, { stage: 'verifying' }) : given;
  },
);
