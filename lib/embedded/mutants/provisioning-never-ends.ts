import type { Mutant } from '../mutant.ts';
import { isJsonObject } from '../../core/json.ts';

export const provisioningNeverEnds: Mutant = {
  id: 'provisioning-never-ends',
  title: 'New orgs never get ready',
  operations: ['createOrg', 'adminCreateOrg', 'getProvisionStatus'],
  world: true,
  // A run that waits for such an org ends without a verdict.
  expects: [],
  seenBy: {
    why: "It befalls orgs that are made while a run waits for them, and the embedded deployment's are there from the start. A run that makes its own gives up on them: exit code 3.",
    commands: [
      'conform serve --fault provisioning-never-ends --write-env serve.env',
      "in another shell, with the operator's bearer alone: grep -E '^(CP_|TENANT_BASE_URL|TARGET_KIND)' serve.env > operator.env",
      'PROVISION_TIMEOUT_MS=10000 conform run --only tenantListTemplates --env-file operator.env',
    ],
  },
  apply: ({ world, wrapHandler }) =>
    wrapHandler((next, route) =>
      route.operationId === 'createOrg' || route.operationId === 'adminCreateOrg'
        ? async (request) => {
            const given = await next(request);
            const id = given.status === 201 && isJsonObject(given.body) ? given.body.id : undefined;
            const org = typeof id === 'string' ? world.orgs.get(id) : undefined;
            if (org !== undefined) org.stallsAtStage = 'starting';
            return given;
          }
        : next,
    ),
};
