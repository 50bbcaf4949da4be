import type { Mutant } from '../mutant.ts';
import { isJsonObject } from '../../core/json.ts';

export const provisioningNeverEnds: Mutant = {
  id: 'provisioning-never-ends',
  title: 'New orgs never get ready',
  operations: ['createOrg', 'adminCreateOrg', 'getProvisionStatus'],
  world: true,
  expects: ['gap.operation-untested'],
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
