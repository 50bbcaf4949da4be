import { isJsonObject } from '../../core/json.ts';
import { refuse } from '../http.ts';
import type { Mutant } from '../mutant.ts';
import { isUuid } from '../validate.ts';
import { createHandlingMutant, readMembers, withMembers, withRequestMembers } from './mutant-factories.ts';

const KNOWN_KEYS = ['slug', 'name', 'owner_user_id'];

/** Faults of validating request bodies. */
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
];
