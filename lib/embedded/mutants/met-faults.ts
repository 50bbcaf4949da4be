import { answer, refuse, type ApiAnswer } from '../http.ts';
import type { IncomingRequest } from '../listen.ts';
import type { Mutant } from '../mutant.ts';
import { refuseTooMany } from '../rate-limiter.ts';
import {
  createFinishingMutant,
  createHandlingMutant,
  createSpoilingMutant,
  findAddressedWorkspace,
  type MutantFacts,
} from './mutant-factories.ts';

const PAGE = '<!doctype html><title>Not found</title><h1>Not found</h1>';

/** Requests of which one is refused by a limiter. */
const LIMITED = 10;

/** Faults that a run meets on its way: in its set-up, when it removes things, at limiters, and at gates in front. */
export const metFaults: readonly Mutant[] = [
  createHandlingMutant(
    {
      id: 'answers-conflict-without-error',
      title: 'The restart of an unknown workspace is a conflict that does not say what it is',
      operations: ['tenantRestartWorkspace'],
      expects: ['body.error-shape', 'request.invalid-wrong-error'],
    },
    (request, next, world) =>
      findAddressedWorkspace(world, request) === undefined ? answer(409, { restarts: 0 }) : next(request),
  ),
  createCountingMutant(
    {
      id: 'answers-first-token-read-with-202',
      title: 'The first reading of an admin token is said to be under way',
      operations: ['adminGetTenantToken'],
      expects: ['status.undocumented'],
    },
    (count, given) => (count === 1 && given.status === 200 ? { ...given, status: 202 } : given),
  ),
  {
    id: 'answers-misrouted-with-nothing',
    title: 'A routing header that names no org, or none, is answered with an empty 404',
    operations: ['tenantGetBudget', 'tenantListOrgTemplates'],
    expects: ['body.error-shape'],
    apply: ({ wrapGuard }) =>
      wrapGuard((next) => (request) => {
        const guarded = next(request);
        return guarded?.status === 404 ? answer(404) : guarded;
      }),
  },
  createSpoilingMutant(
    {
      id: 'answers-revocation-by-admin-with-204',
      title: "A key that is revoked with the tenant's admin token is gone without a word",
      operations: ['tenantRevokeOrgToken'],
      expects: ['status.undocumented'],
    },
    (given, { caller }) => (given.status === 200 && caller.kind === 'tenant-admin' ? answer(204) : given),
  ),
  createHandlingMutant(
    {
      id: 'answers-unknown-workspace-with-html',
      title: 'The budget of an unknown workspace is a page of HTML',
      operations: ['tenantPatchBudget'],
      expects: ['body.error-shape', 'request.invalid-wrong-error'],
    },
    (request, next, world) =>
      findAddressedWorkspace(world, request) === undefined
        ? { status: 404, text: PAGE, headers: { 'Content-Type': 'text/html; charset=utf-8' } }
        : next(request),
  ),
  createCountingMutant(
    {
      id: 'limits-template-list',
      title: 'Every tenth request for the list of templates is one too many',
      operations: ['tenantListTemplates'],
      expects: ['status.undocumented'],
    },
    (count, given) => (count % LIMITED === 0 ? refuseTooMany(0) : given),
  ),
  createCountingMutant(
    {
      id: 'limits-org-templates-without-a-wait',
      title: 'One request for the list of org templates is too many, and nothing says when to come back',
      operations: ['tenantListOrgTemplates'],
      expects: ['header.retry-after', 'status.undocumented'],
    },
    (count, given) => (count === LIMITED ? refuse(429, 'rate limit exceeded') : given),
  ),
  {
    id: 'refuses-foreign-origin-with-nothing',
    title: 'A page of another origin is refused with an empty 403',
    operations: ['listOrgs', 'tenantListWorkspaces'],
    expects: ['body.error-shape'],
    apply: ({ wrapService }) =>
      wrapService((next) => async (incoming, service) => {
        const given = await next(incoming, service);
        return given.status === 403 && isForeign(incoming) ? answer(403) : given;
      }),
  },
];

function isForeign({ headers }: IncomingRequest): boolean {
  return headers.origin?.some((origin) => !origin.endsWith(headers.host?.[0] ?? '')) === true;
}

/** Creates a mutant that spoils final answers by their number, each deployment counting from one. */
function createCountingMutant(facts: MutantFacts, spoil: (count: number, given: ApiAnswer) => ApiAnswer): Mutant {
  return {
    ...facts,
    apply: (hooks) => {
      let count = 0;
      createFinishingMutant(facts, (given) => spoil((count += 1), given)).apply(hooks);
    },
  };
}
