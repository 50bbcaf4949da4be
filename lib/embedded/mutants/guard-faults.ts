import type { Mutant } from '../mutant.ts';
import { createHandlingMutant, readMembers, withRequestMembers } from './mutant-factories.ts';

/** Faults of guards: what a caller has to confirm, to force or to have before something is done. */
export const guardFaults: readonly Mutant[] = [
  createHandlingMutant(
    {
      id: 'accepts-confirm-under-another-key',
      title: 'A tenant is torn down when the slug stands under any key',
      incident: 'I-18',
      operations: ['adminDeleteTenant', 'adminScrubTenantArtifacts'],
      expects: ['guard.skipped', 'guard.effect'],
      unseen: [
        {
          rule: 'guard.effect',
          operation: 'adminScrubTenantArtifacts',
          why: 'No call shows what scrubbing has taken away.',
        },
      ],
      attack: 'A body meant for another call deletes a tenant.',
    },
    (request, next) => {
      const { slug } = request.params;
      const isSomewhere = Object.values(readMembers(request)).includes(slug);
      return next(isSomewhere ? withRequestMembers(request, { confirm: slug }) : request);
    },
  ),
  createHandlingMutant(
    {
      id: 'applies-secret-key-that-it-refuses',
      title: 'A key that looks like a secret is refused without force, and applied',
      incident: 'I-22',
      operations: ['adminUpdateWorkspaceEnv'],
      expects: ['guard.effect'],
    },
    async (request, next) => {
      const given = await next(request);
      if (given.status === 400) await next(withRequestMembers(request, { force: true }));
      return given;
    },
  ),
  createHandlingMutant(
    {
      id: 'applies-secret-key-without-force',
      title: 'A key that looks like a secret is applied without force',
      incident: 'I-22',
      operations: ['adminUpdateWorkspaceEnv'],
      expects: ['guard.skipped'],
      also: [
        {
          rule: 'guard.effect',
          operation: 'adminUpdateWorkspaceEnv',
          why: 'The key that should have been refused is among the keys afterwards.',
        },
      ],
    },
    // A `force` of another type is still refused.
    (request, next) =>
      next(
        typeof (readMembers(request).force ?? false) === 'boolean'
          ? withRequestMembers(request, { force: true })
          : request,
      ),
  ),
  createHandlingMutant(
    {
      id: 'creates-org-on-dry-run',
      title: 'A dry run creates the org',
      incident: 'I-19',
      operations: ['adminCreateOrg'],
      expects: ['guard.dry-run-created'],
    },
    async (request, next) => {
      const given = await next(request);
      if (request.query.get('dry_run') === 'true' && given.status === 200) {
        await next({ ...request, query: new URLSearchParams() });
      }
      return given;
    },
  ),
  createHandlingMutant(
    {
      id: 'ignores-force',
      title: 'A key that looks like a secret is refused with force too',
      operations: ['adminUpdateWorkspaceEnv'],
      expects: ['guard.overreach'],
    },
    (request, next) =>
      next(readMembers(request).force === true ? withRequestMembers(request, { force: false }) : request),
  ),
  createHandlingMutant(
    {
      id: 'provisions-without-pin',
      title: 'A runtime without a pin starts another image',
      incident: 'I-25',
      operations: ['provisionWorkspace'],
      expects: ['guard.skipped'],
    },
    async (request, next) => {
      const given = await next(request);
      return given.status === 422 ? next(withRequestMembers(request, { runtime: 'langgraph' })) : given;
    },
  ),
  createHandlingMutant(
    {
      id: 'prunes-on-any-value',
      title: 'Any value of prune erases the data volume',
      incident: 'I-21',
      operations: ['deprovisionWorkspace'],
      expects: ['guard.effect'],
    },
    (request, next) =>
      next(request.query.has('prune') ? { ...request, query: new URLSearchParams({ prune: 'true' }) } : request),
  ),
];
