import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { findAddressedOrg, isInOrg } from '../authenticate.ts';
import { answer, callingUserId, refuse } from '../http.ts';
import type { Mutant } from '../mutant.ts';
import { findOrgBySlug, type Workspace } from '../world.ts';
import {
  asOwner,
  createHandlingMutant,
  createSpoilingMutant,
  findAddressedWorkspace,
  readMembers,
  withMembers,
  withRequestMembers,
} from './mutant-factories.ts';

/** The values of `budget_limit`, which has parted from the monthly limit. */
const legacyLimits = new WeakMap<Workspace, number | null>();

type Limits = Readonly<Record<string, number | null>>;

/** Faults of state: what a call says it has done, or has refused to do, and what later calls show. */
export const stateFaults: readonly Mutant[] = [
  createHandlingMutant(
    {
      id: 'delete-lies',
      title: 'What is said to be deleted stays',
      operations: ['adminDeleteTenant', 'deleteOrg', 'tenantDeleteWorkspace'],
      expects: ['state.delete-ineffective'],
    },
    async (request, next, world) => {
      const workspaces = findAddressedOrg(world, request)?.tenant.workspaces;
      const [orgsBefore, workspacesBefore] = [[...world.orgs], [...(workspaces ?? [])]];
      const given = await next(request);
      for (const [id, org] of orgsBefore) world.orgs.set(id, org);
      for (const [id, workspace] of workspacesBefore) workspaces?.set(id, workspace);
      return given;
    },
  ),
  createHandlingMutant(
    {
      id: 'forgets-legacy-budget-limit',
      title: 'A monthly limit that is set per period does not reach budget_limit',
      incident: 'I-34',
      operations: ['tenantPatchBudget', 'tenantGetBudget'],
      expects: ['state.related-fields'],
      unseen: [
        {
          rule: 'state.related-fields',
          operation: 'tenantGetBudget',
          why: 'What is read there is said of the change that did not reach it.',
        },
      ],
    },
    async (request, next, world) => {
      const workspace = findAddressedWorkspace(world, request);
      if (workspace === undefined) return next(request);
      if (!legacyLimits.has(workspace)) legacyLimits.set(workspace, workspace.limits.monthly);
      const given = await next(request);
      if (given.status !== 200) return given;
      if ('budget_limit' in readMembers(request)) legacyLimits.set(workspace, workspace.limits.monthly);
      return withMembers(given, { budget_limit: legacyLimits.get(workspace) });
    },
  ),
  createHandlingMutant(
    {
      id: 'ignores-null-budget',
      title: 'Null does not clear a budget limit',
      incident: 'I-35',
      operations: ['tenantPatchBudget'],
      expects: ['state.update-invisible'],
    },
    (request, next, world) => {
      const workspace = findAddressedWorkspace(world, request);
      const { budget_limits, budget_limit } = readMembers(request);
      const isOneOfBoth = isJsonObject(budget_limits) !== (budget_limit === null);
      if (workspace === undefined || !isOneOfBoth) return next(request);
      return next(withRequestMembers(request, withoutNulls(budget_limits, workspace)));
    },
  ),
  createHandlingMutant(
    {
      id: 'imports-nothing',
      title: 'An imported org or bundle is said to be there, and nothing was created',
      operations: ['tenantImportBundle', 'tenantOrgImport'],
      expects: ['state.create-unreadable'],
    },
    async (request, next, world) => {
      const workspaces = findAddressedOrg(world, request)?.tenant.workspaces;
      const before = new Set(workspaces?.keys());
      const given = await next(request);
      for (const id of workspaces?.keys() ?? []) if (!before.has(id)) workspaces?.delete(id);
      return given;
    },
  ),
  createHandlingMutant(
    {
      id: 'imports-org-without-workspaces',
      title: 'An import creates the org and none of its workspaces, and counts none',
      operations: ['tenantOrgImport'],
      expects: ['state.create-unreadable'],
    },
    (request, next) => {
      const { template } = readMembers(request);
      if (!isJsonObject(template) || template.workspaces === undefined) return next(request);
      return next(withRequestMembers(request, { template: { ...template, workspaces: [] } }));
    },
  ),
  createHandlingMutant(
    {
      id: 'keeps-deleted-secret',
      title: 'A secret is said to be removed and is still there',
      operations: ['tenantDeleteWorkspaceSecret'],
      expects: ['state.delete-ineffective'],
    },
    (request, next, world) => {
      const isThere = findAddressedWorkspace(world, request)?.secrets.has(request.params.key ?? '') === true;
      return isThere ? answer(200) : next(request);
    },
  ),
  createHandlingMutant(
    {
      id: 'keeps-deleted-workspace',
      title: 'A workspace is said to be removed and is still there',
      incident: 'I-16',
      operations: ['tenantDeleteWorkspace'],
      expects: ['state.delete-ineffective'],
    },
    (request, next, world) => {
      const isThere = findAddressedWorkspace(world, request) !== undefined;
      return isThere ? answer(200, { status: 'removed', cascade_deleted: 0 }) : next(request);
    },
  ),
  createHandlingMutant(
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
  ),
  createSpoilingMutant(
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
    (given, request) => {
      if (request.method !== 'GET' || !Array.isArray(given.body)) return given;
      return { ...given, body: given.body.filter((row) => isJsonObject(row) && typeof row.parent_id !== 'string') };
    },
  ),
  createHandlingMutant(
    {
      id: 'loses-bundle-of-taken-name',
      title: 'A bundle whose name is taken is answered with 201 and is not stored',
      operations: ['tenantImportBundle'],
      expects: ['state.create-unreadable'],
    },
    async (request, next, world) => {
      const workspaces = findAddressedOrg(world, request)?.tenant.workspaces;
      const isTaken = [...(workspaces?.values() ?? [])].some(({ name }) => name === readMembers(request).name);
      const before = new Set(workspaces?.keys());
      const given = await next(request);
      for (const id of isTaken ? (workspaces?.keys() ?? []) : []) if (!before.has(id)) workspaces?.delete(id);
      return given;
    },
  ),
  createHandlingMutant(
    {
      id: 'answers-failed-import-with-201',
      title: 'A bundle that could not be stored is answered with 201 and an error',
      operations: ['tenantImportBundle'],
      expects: ['status.error-in-2xx'],
    },
    async (request, next, world) => {
      const workspaces = findAddressedOrg(world, request)?.tenant.workspaces;
      const before = new Set(workspaces?.keys());
      const given = await next(request);
      if (given.status !== 201) return given;
      for (const id of workspaces?.keys() ?? []) if (!before.has(id)) workspaces?.delete(id);
      return answer(201, { error: 'failed to insert workspace' });
    },
  ),
  createHandlingMutant(
    {
      id: 'loses-provisioned-machine',
      title: 'A machine is said to be provisioned, and is terminated at once',
      operations: ['provisionWorkspace'],
      expects: ['state.create-unreadable'],
    },
    async (request, next, world) => {
      const given = await next(request);
      const id = isJsonObject(given.body) ? given.body.instance_id : undefined;
      const instance = typeof id === 'string' ? world.instances.get(id) : undefined;
      if (instance !== undefined) instance.state = 'terminated';
      return given;
    },
  ),
  createHandlingMutant(
    {
      id: 'merge-drops-other-keys',
      title: 'Merging replaces the whole environment',
      incident: 'I-23',
      operations: ['adminUpdateWorkspaceEnv'],
      expects: ['state.update-invisible'],
    },
    // A `merge` of another type is still refused.
    (request, next) =>
      next(
        typeof (readMembers(request).merge ?? true) === 'boolean'
          ? withRequestMembers(request, { merge: false })
          : request,
      ),
  ),
  createHandlingMutant(
    {
      id: 'pauses-only-once',
      title: 'A workspace that is paused already cannot be found by its pause',
      operations: ['tenantPauseWorkspace'],
      expects: ['status.undocumented'],
    },
    (request, next, world) =>
      findAddressedWorkspace(world, request)?.status === 'paused'
        ? refuse(404, 'workspace not found or already paused')
        : next(request),
  ),
  createHandlingMutant(
    {
      id: 'refuses-but-acts',
      title: 'An org is gone although its deletion was refused',
      operations: ['deleteOrg'],
      expects: ['auth.refusal-effect'],
      attack: 'Anybody with an account deletes any org.',
    },
    async (request, next, world) => {
      const org = findOrgBySlug(world, request.params.slug ?? '');
      const given = await next(request);
      const isStranger = org !== undefined && !isInOrg(org, callingUserId(request));
      if (isStranger && given.status === 403) await next(asOwner(request, world));
      return given;
    },
  ),
  createHandlingMutant(
    {
      id: 'refuses-second-put-of-secret',
      title: 'A secret that is put a second time is refused because it is there',
      operations: ['tenantPutWorkspaceSecret'],
      expects: ['state.put-not-idempotent'],
    },
    (request, next, world) => {
      const { key } = readMembers(request);
      const isThere = typeof key === 'string' && findAddressedWorkspace(world, request)?.secrets.has(key) === true;
      return isThere ? refuse(400, 'there is such a secret') : next(request);
    },
  ),
  createSpoilingMutant(
    {
      id: 'says-ready-while-provisioning',
      title: 'The stage is ready while the status is still provisioning',
      incident: 'I-27',
      operations: ['getProvisionStatus'],
      expects: ['state.related-fields'],
    },
    (given) => {
      const isReady = isJsonObject(given.body) && given.body.stage === 'ready';
      return isReady ? withMembers(given, { status: 'provisioning' }) : given;
    },
  ),
  createHandlingMutant(
    {
      id: 'stores-limit-before-refusing',
      title: 'Of two limits that exclude one another the first is stored before the request is refused',
      operations: ['tenantPatchBudget'],
      expects: ['state.refused-write-effect'],
    },
    async (request, next) => {
      const given = await next(request);
      const { budget_limit } = readMembers(request);
      if (given.status === 400 && budget_limit !== undefined)
        await next({ ...request, body: { kind: 'json', value: { budget_limit } } });
      return given;
    },
  ),
];

/** Replaces each null among the requested limits by the current limit. */
function keepInPlaceOfNull(requested: JsonObject, current: Limits): JsonObject {
  const kept = Object.entries(requested).map(([period, limit]) => [period, limit ?? current[period] ?? null] as const);
  return Object.fromEntries(kept);
}

function withoutNulls(requested: JsonValue | undefined, { limits }: Workspace): JsonObject {
  return isJsonObject(requested)
    ? { budget_limits: keepInPlaceOfNull(requested, limits) }
    : { budget_limit: limits.monthly };
}
