import { isJsonObject, type JsonValue } from '../../core/json.ts';
import { refuse } from '../http.ts';
import type { Mutant } from '../mutant.ts';
import { isUuid } from '../validate.ts';
import {
  createHandlingMutant,
  findAddressedWorkspace,
  readMembers,
  withMembers,
  withRequestMembers,
} from './mutant-factories.ts';

const KNOWN_KEYS = ['slug', 'name', 'owner_user_id'];

/** Faults of validating request bodies: of taking what is invalid, and refusing what is not. */
export const validationFaults: readonly Mutant[] = [
  createHandlingMutant(
    {
      id: 'clears-budget-on-empty-body',
      title: 'An empty object takes all budget limits away',
      incident: 'I-35',
      operations: ['tenantPatchBudget'],
      expects: ['request.required-unenforced'],
      attack: 'A client with a bug lets a workspace spend without end.',
    },
    (request, next) => {
      const nothing = { hourly: null, daily: null, weekly: null, monthly: null };
      const isEmpty = Object.keys(readMembers(request)).length === 0;
      return next(isEmpty ? withRequestMembers(request, { budget_limits: nothing }) : request);
    },
  ),
  createHandlingMutant(
    {
      id: 'demands-confirmation-of-billing-mode',
      title: 'A billing mode is set only with a query parameter that nobody declared',
      operations: ['tenantPutBillingMode'],
      // It asks for it before it looks for the workspace.
      expects: ['request.invalid-wrong-error', 'request.valid-refused'],
    },
    (request, next) =>
      request.query.get('confirm') === 'true' ? next(request) : refuse(400, 'confirm=true is required'),
  ),
  createHandlingMutant(
    {
      id: 'demands-reason-of-budget',
      title: 'A budget is changed only with a header that nobody declared',
      operations: ['tenantPatchBudget'],
      expects: ['request.valid-refused'],
    },
    (request, next) =>
      request.headers['x-change-reason'] === undefined
        ? refuse(400, 'the header X-Change-Reason is required')
        : next(request),
  ),
  createHandlingMutant(
    {
      id: 'counts-bytes-of-key-name',
      title: "The length of a key's name is counted in bytes",
      operations: ['tenantCreateOrgToken'],
      expects: ['request.valid-refused'],
    },
    (request, next) => {
      const { name } = readMembers(request);
      const isLong = typeof name === 'string' && Buffer.byteLength(name) > 100;
      return isLong ? refuse(400, 'name too long (max 100 characters)') : next(request);
    },
  ),
  createHandlingMutant(
    {
      id: 'crashes-on-bad-billing-mode',
      title: 'A billing mode outside its enum ends in a 500',
      incident: 'I-29',
      operations: ['adminPutWorkspaceBillingMode'],
      expects: ['request.invalid-crashes'],
    },
    async (request, next) => {
      const given = await next(request);
      return given.status === 400 && 'mode' in readMembers(request) ? refuse(500, 'internal error') : given;
    },
  ),
  createHandlingMutant(
    {
      id: 'crashes-on-bare-workspace',
      title: 'A workspace with nothing but a name ends in a 500',
      operations: ['tenantCreateWorkspace'],
      expects: ['status.server-error'],
    },
    async (request, next) => {
      const members = readMembers(request);
      const isBare = typeof members.name === 'string' && Object.keys(members).length === 1;
      return isBare ? refuse(500, 'internal error') : next(request);
    },
  ),
  createHandlingMutant(
    {
      id: 'crashes-on-malformed-json',
      title: 'Malformed JSON ends in a 500',
      incident: 'I-30',
      operations: ['createOrg'],
      expects: ['request.invalid-crashes'],
    },
    (request, next) => (request.body.kind === 'malformed' ? refuse(500, 'internal error') : next(request)),
  ),
  createHandlingMutant(
    {
      id: 'crashes-on-wide-key-name',
      title: 'A name with characters of several bytes overflows its column and ends in a 500',
      operations: ['tenantCreateOrgToken'],
      expects: ['status.server-error'],
    },
    async (request, next) => {
      const { name } = readMembers(request);
      const isWide = typeof name === 'string' && name.length <= 100 && Buffer.byteLength(name) > 255;
      return isWide ? refuse(500, 'failed to mint') : next(request);
    },
  ),
  createHandlingMutant(
    {
      id: 'cuts-key-name-at-bytes',
      title: 'A name is cut off after a hundred bytes',
      operations: ['tenantCreateOrgToken'],
      expects: ['body.echo'],
    },
    async (request, next) => {
      const given = await next(request);
      const { name } = readMembers(request);
      if (given.status !== 200 || typeof name !== 'string') return given;
      return withMembers(given, { name: Buffer.from(name).subarray(0, 99).toString() });
    },
  ),
  createHandlingMutant(
    {
      id: 'demands-model-of-workspace',
      title: 'A workspace with nothing but a name is refused for want of a model',
      operations: ['tenantCreateWorkspace'],
      expects: ['request.valid-refused', 'status.undocumented'],
    },
    async (request, next) => {
      const { name, external, model } = readMembers(request);
      const isBare = typeof name === 'string' && external === undefined && model === undefined;
      return isBare ? refuse(422, 'MODEL_REQUIRED') : next(request);
    },
  ),
  createHandlingMutant(
    {
      id: 'demands-name-of-key',
      title: 'A key without a name is refused, though its name is optional',
      operations: ['tenantCreateOrgToken'],
      expects: ['request.valid-refused'],
    },
    (request, next) => (readMembers(request).name === undefined ? refuse(400, 'name is required') : next(request)),
  ),
  createHandlingMutant(
    {
      id: 'ignores-unknown-keys',
      title: 'Unknown keys are ignored where the body is closed',
      incident: 'I-20',
      operations: ['adminCreateOrg'],
      expects: ['request.extra-accepted'],
    },
    (request, next) => {
      if (request.body.kind !== 'json' || !isJsonObject(request.body.value)) return next(request);
      const known = Object.entries(request.body.value).filter(([key]) => KNOWN_KEYS.includes(key));
      return next({ ...request, body: { kind: 'json', value: Object.fromEntries(known) } });
    },
  ),
  createHandlingMutant(
    {
      id: 'makes-up-workspace-id',
      title: 'A machine is provisioned for a workspace id that is missing or no UUID, under an id that is made up',
      operations: ['provisionWorkspace'],
      expects: ['request.required-unenforced', 'request.constraint-unenforced'],
    },
    // The machine's id is in neither the request nor the answer, so the run that sent it cannot remove it.
    (request, next, world) => {
      const { workspace_id } = readMembers(request);
      const isUsable = typeof workspace_id === 'string' && isUuid(workspace_id);
      return next(isUsable ? request : withRequestMembers(request, { workspace_id: world.uuid() }));
    },
  ),
  createHandlingMutant(
    {
      id: 'misplaces-slug-boundaries',
      title: 'Slugs of 3 and 32 characters are refused, 33 are accepted',
      incident: 'I-28',
      operations: ['createOrg', 'adminCreateOrg'],
      expects: ['request.valid-refused', 'request.constraint-unenforced'],
    },
    async (request, next) => {
      const { slug } = readMembers(request);
      if (typeof slug !== 'string') return next(request);
      if (slug.length === 3 || slug.length === 32) return refuse(400, 'slug: invalid length');
      if (slug.length !== 33) return next(request);
      const given = await next(withRequestMembers(request, { slug: slug.slice(0, 32) }));
      return given.status < 300 ? withMembers(given, { slug }) : given;
    },
  ),
  createHandlingMutant(
    {
      id: 'takes-any-import-mode',
      title: 'Any text will do as the mode of an import',
      operations: ['tenantOrgImport'],
      expects: ['request.constraint-unenforced'],
    },
    (request, next) => {
      const { mode, template } = readMembers(request);
      const isTaken = typeof mode === 'string' && template !== undefined;
      return next(isTaken ? withRequestMembers(request, { mode: mode === 'reconcile' ? mode : 'merge' }) : request);
    },
  ),
  createHandlingMutant(
    {
      id: 'takes-any-workspace-access',
      title: 'An access and a delivery mode that do not exist are passed over',
      operations: ['tenantCreateWorkspace'],
      expects: ['request.constraint-unenforced'],
    },
    (request, next) => {
      const { workspace_access, delivery_mode, ...others } = readMembers(request);
      const kept = {
        ...(isOneOf(workspace_access, ['none', 'read_only', 'read_write']) ? { workspace_access } : {}),
        ...(isOneOf(delivery_mode, ['push', 'poll']) ? { delivery_mode } : {}),
      };
      const isText = [workspace_access ?? '', delivery_mode ?? ''].every((each) => typeof each === 'string');
      return next(
        isText && others.name !== undefined
          ? { ...request, body: { kind: 'json', value: { ...others, ...kept } } }
          : request,
      );
    },
  ),
  createHandlingMutant(
    {
      id: 'takes-both-budget-limits',
      title: 'Of two limits that exclude one another one wins in silence',
      operations: ['tenantPatchBudget'],
      expects: ['guard.skipped'],
    },
    (request, next) => {
      const { budget_limits, budget_limit } = readMembers(request);
      const isBoth = budget_limits !== undefined && budget_limit !== undefined;
      return next(isBoth ? { ...request, body: { kind: 'json', value: { budget_limits } } } : request);
    },
  ),
  createHandlingMutant(
    {
      id: 'takes-neither-budget-limit',
      title: 'A budget is changed by a body with neither limit, to what it was',
      operations: ['tenantPatchBudget'],
      expects: ['request.required-unenforced'],
    },
    (request, next, world) => {
      const members = readMembers(request);
      const isNeither =
        request.body.kind === 'json' &&
        isJsonObject(request.body.value) &&
        members.budget_limits === undefined &&
        members.budget_limit === undefined;
      const current = findAddressedWorkspace(world, request)?.limits.monthly ?? null;
      return next(isNeither ? { ...request, body: { kind: 'json', value: { budget_limit: current } } } : request);
    },
  ),
];

function isOneOf(value: JsonValue | undefined, known: readonly string[]): boolean {
  return typeof value === 'string' && known.includes(value);
}
