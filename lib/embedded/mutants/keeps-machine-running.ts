import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const keepsMachineRunning: Mutant = createHandlingMutant(
  {
    id: 'keeps-machine-running',
    title: 'A deprovision is answered as done, and the machine runs on',
    operations: ['deprovisionWorkspace'],
    expects: ['state.delete-ineffective'],
  },
  async (request, next, world) => {
    const before = [...world.instances.values()].map((instance) => [instance, instance.state] as const);
    const given = await next(request);
    for (const [instance, state] of before) instance.state = state;
    return given;
  },
);
