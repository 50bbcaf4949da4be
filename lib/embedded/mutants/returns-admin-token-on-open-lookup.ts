import { findOrgBySlug } from '../world.ts';
import { createHandlingMutant, withMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const returnsAdminTokenOnOpenLookup: Mutant = createHandlingMutant(
  {
    id: 'returns-admin-token-on-open-lookup',
    title: 'The open instance lookup returns the admin token of the tenant',
    incident: 'I-06',
    operations: ['getOrgInstance'],
    expects: ['secret.returned'],
    attack: 'Without any credential, everybody becomes the admin of every tenant.',
  },
  async (request, next, world) => {
    const given = await next(request);
    const org = findOrgBySlug(world, request.params.slug ?? '');
    return org === undefined ? given : withMembers(given, { admin_token: org.tenantAdminToken });
  },
);
