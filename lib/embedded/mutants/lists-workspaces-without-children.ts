import { isJsonObject } from '../../core/json.ts';
import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const listsWorkspacesWithoutChildren: Mutant = createHandlingMutant(
  {
    id: 'lists-workspaces-without-children',
    title: 'A workspace below another one can be read and is in no list',
    operations: ['tenantListWorkspaces', 'tenantCreateWorkspace'],
    expects: ['state.list-omits'],
    unseen: [
      {
        rule: 'state.list-omits',
        operation: 'tenantListWorkspaces',
        why: 'What the list leaves out is said of the creation.',
      },
    ],
  },
  async (request, next) => {
    const given = await next(request);
    if (request.method !== 'GET' || !Array.isArray(given.body)) return given;
    return { ...given, body: given.body.filter((row) => isJsonObject(row) && typeof row.parent_id !== 'string') };
  },
);
