import type { Mutant } from '../mutant.ts';
import { isJsonObject } from '../../core/json.ts';

/** Simulated time: a boot watcher gives up after one minute, and the late boot is there after ten. */
const RECOVERY_MS = 600_000;

export const provisioningRecovers: Mutant = {
  id: 'provisioning-recovers',
  title: 'New orgs report a failure for a while and come up all the same',
  operations: ['createOrg', 'adminCreateOrg', 'getProvisionStatus'],
  world: true,
  expects: [],
  apply: ({ world, wrapHandler }) =>
    wrapHandler((next, route) =>
      route.operationId === 'createOrg' || route.operationId === 'adminCreateOrg'
        ? async (request) => {
            const given = await next(request);
            const id = given.status === 201 && isJsonObject(given.body) ? given.body.id : undefined;
            const org = typeof id === 'string' ? world.orgs.get(id) : undefined;
            if (org !== undefined)
              org.failure = { atStage: 'installing', recoversAtMs: org.createdAtMs + RECOVERY_MS / world.speed };
            return given;
          }
        : next,
    ),
};
