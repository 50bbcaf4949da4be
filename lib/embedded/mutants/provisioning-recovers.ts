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
  seenBy: {
    why: "It befalls orgs that are made while a run waits for them, and the embedded deployment's are there from the start. A run that makes its own waits until they are up, and finds nothing wrong.",
    commands: [
      'conform serve --fault provisioning-recovers --write-env serve.env',
      "in another shell, with the operator's bearer alone: grep -E '^(CP_|TENANT_BASE_URL|TARGET_KIND)' serve.env > operator.env",
      'conform run --only tenantListTemplates --env-file operator.env',
    ],
  },
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
