import { systemClock } from '../../core/clock.ts';
import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const answersProgressSlowly: Mutant = createHandlingMutant(
  {
    id: 'answers-progress-slowly',
    title: 'Provisioning progress takes four seconds to answer',
    incident: 'I-38',
    operations: ['getProvisionStatus'],
    expects: ['ops.latency'],
  },
  async (request, next) => {
    await systemClock.sleep(3900);
    return next(request);
  },
);
