import type { IncomingRequest } from '../listen.ts';
import type { Mutant } from '../mutant.ts';
import type { World } from '../world.ts';

function carriesOrgKey(world: World, { headers }: IncomingRequest): boolean {
  const [authorization] = headers.authorization ?? [];
  const keys = [...world.orgs.values()].flatMap(({ tenant }) => [...tenant.orgTokens.values()]);
  return keys.some(({ secret, revoked }) => !revoked && authorization === `Bearer ${secret}`);
}

export const tenantForwardsAdminRoutes: Mutant = {
  id: 'tenant-forwards-admin-routes',
  title: "A tenant passes the operator's routes on, with the operator's rights",
  operations: ['adminListOrgs'],
  expects: ['auth.variant-bypass'],
  callers: ['org-key, door-tenant-cp-org-key'],
  attack: 'With the key of one org everybody sees all orgs.',
  apply: ({ world, wrapService }) =>
    wrapService((next) => (incoming, service) => {
      if (service !== 'tenant' || incoming.target !== '/cp/admin/orgs' || !carriesOrgKey(world, incoming)) {
        return next(incoming, service);
      }
      const headers = { ...incoming.headers, authorization: [`Bearer ${world.cpAdminBearer}`] };
      return next({ ...incoming, headers }, 'cp');
    }),
};
