import { findAddressedOrg } from '../authenticate.ts';
import { answer, refuse } from '../http.ts';
import type { Mutant } from '../mutant.ts';
import { isUuid } from '../validate.ts';
import type { World } from '../world.ts';
import { createHandlingMutant, findAddressedWorkspace } from './mutant-factories.ts';

/** Ids of workspaces that were removed. */
const removedIds = new WeakMap<World, Set<string>>();

/** Faults of what is answered for a thing that is not there: unknown, malformed, or removed. */
export const missingThingFaults: readonly Mutant[] = [
  createHandlingMutant(
    {
      id: 'answers-malformed-slug-as-provisioning',
      title: 'An org whose slug cannot be one is said to be provisioning',
      operations: ['getProvisionStatus'],
      expects: ['request.constraint-unenforced'],
    },
    (request, next) => {
      const isSlug = /^[a-z][a-z0-9-]*$/.test(request.params.slug ?? '');
      const status = { status: 'provisioning', stage: 'launching', progress: 0, message: 'queued', eta_seconds: 300 };
      return isSlug ? next(request) : answer(200, status);
    },
  ),
  createHandlingMutant(
    {
      id: 'answers-removed-workspace-with-409',
      title: 'A workspace that is not there is a conflict',
      operations: ['tenantGetWorkspace'],
      expects: ['request.invalid-wrong-error'],
    },
    (request, next, world) => {
      const isThere = findAddressedWorkspace(world, request) !== undefined;
      return isThere || !isUuid(request.params.id) ? next(request) : refuse(409, 'in another state');
    },
  ),
  createHandlingMutant(
    {
      id: 'answers-removed-workspace-with-410',
      title: 'A workspace that was removed is gone with another status than one that never was',
      operations: ['tenantDeleteWorkspace', 'tenantGetWorkspace'],
      expects: ['request.invalid-wrong-error'],
      unseen: [
        {
          rule: 'request.invalid-wrong-error',
          operation: 'tenantDeleteWorkspace',
          why: 'It is the read afterwards that answers with a status of its own.',
        },
      ],
      also: [
        {
          rule: 'status.undocumented',
          operation: 'tenantDeleteWorkspace',
          why: 'What the set-up has removed is to be removed once more when the run clears up, and no check looks at that.',
        },
      ],
    },
    async (request, next, world) => {
      const id = request.params.id ?? '';
      const removed = idsRemovedFrom(world);
      const wasThere = findAddressedWorkspace(world, request) !== undefined;
      const given = await next(request);
      if (wasThere && findAddressedWorkspace(world, request) === undefined) removed.add(id);
      return given.status === 404 && removed.has(id) ? refuse(410, 'workspace removed') : given;
    },
  ),
  createHandlingMutant(
    {
      id: 'crashes-on-malformed-workspace-id',
      title: 'An id that is no UUID reaches the database and ends in a 500',
      operations: ['tenantGetBudget', 'tenantPauseWorkspace', 'tenantRestartWorkspace', 'tenantResumeWorkspace'],
      expects: ['request.invalid-crashes'],
    },
    (request, next) => (isUuid(request.params.id) ? next(request) : refuse(500, 'query failed')),
  ),
  createHandlingMutant(
    {
      id: 'crashes-on-odd-key-id',
      title: 'The id of a key that is no UUID ends in a 500',
      operations: ['tenantRevokeOrgToken'],
      expects: ['request.invalid-crashes'],
    },
    (request, next) => (isUuid(request.params.id) ? next(request) : refuse(500, 'failed to revoke')),
  ),
  createHandlingMutant(
    {
      id: 'crashes-on-unknown-workspace',
      title: 'A secret of a workspace that is not there breaks a foreign key and ends in a 500',
      operations: ['tenantPutWorkspaceSecret', 'tenantDeleteWorkspaceSecret'],
      expects: ['status.server-error'],
    },
    (request, next, world) => {
      const isUnknown = isUuid(request.params.id) && findAddressedWorkspace(world, request) === undefined;
      return isUnknown ? refuse(500, 'failed to save secret') : next(request);
    },
  ),
  createHandlingMutant(
    {
      id: 'exports-some-workspace-for-odd-id',
      title: 'An id that is no UUID is read as an offset, and exports another workspace',
      operations: ['tenantExportBundle'],
      expects: ['status.not-found-shape'],
    },
    (request, next, world) => {
      const [first] = findAddressedOrg(world, request)?.tenant.workspaces.keys() ?? [];
      const isOdd = !isUuid(request.params.id) && first !== undefined;
      return next(isOdd ? { ...request, params: { ...request.params, id: first } } : request);
    },
  ),
  createHandlingMutant(
    {
      id: 'lists-secrets-of-unknown-workspace',
      title: 'The secrets of a workspace that is not there are an empty list',
      operations: ['tenantListWorkspaceSecrets'],
      expects: ['status.not-found-shape', 'request.constraint-unenforced'],
    },
    (request, next, world) => (findAddressedWorkspace(world, request) === undefined ? answer(200, []) : next(request)),
  ),
  createHandlingMutant(
    {
      id: 'restarts-unknown-workspace',
      title: 'Restarting or pausing a workspace that is not there is said to be done',
      operations: ['tenantPauseWorkspace', 'tenantRestartWorkspace'],
      expects: ['status.not-found-shape'],
    },
    (request, next, world) => {
      const isUnknown = isUuid(request.params.id) && findAddressedWorkspace(world, request) === undefined;
      return isUnknown ? answer(200) : next(request);
    },
  ),
  createHandlingMutant(
    {
      id: 'says-secret-of-unknown-workspace-is-deleted',
      title: 'Deleting a secret of a workspace that is not there is said to be done',
      operations: ['tenantDeleteWorkspaceSecret'],
      expects: ['status.not-found-shape', 'request.constraint-unenforced'],
    },
    (request, next, world) => (findAddressedWorkspace(world, request) === undefined ? answer(200) : next(request)),
  ),
  createHandlingMutant(
    {
      id: 'shows-billing-mode-of-unknown-workspace',
      title: 'A workspace that is not there has the billing mode of its org',
      operations: ['tenantGetBillingMode'],
      expects: ['status.not-found-shape'],
    },
    (request, next, world) => {
      const isUnknown = isUuid(request.params.id) && findAddressedWorkspace(world, request) === undefined;
      return isUnknown ? answer(200, { effective_mode: 'platform_managed', source: 'org_default' }) : next(request);
    },
  ),
];

function idsRemovedFrom(world: World): Set<string> {
  const ids = removedIds.get(world) ?? new Set();
  removedIds.set(world, ids);
  return ids;
}
