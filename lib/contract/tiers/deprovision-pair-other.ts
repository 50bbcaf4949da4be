import type { Tier } from '../tier.ts';

/** The provisioning secret together with the admin token of a tenant that does not own the workspace. */
export const deprovisionPairOther: Tier = {
  id: 'deprovision-pair-other',
  title: "deprovision pair, other tenant's token",
  column: 8,
  holds: [
    { scheme: 'provisionSecret', secret: 'provisionSecret', holder: 'own' },
    { scheme: 'tenantAdminToken', secret: 'otherTenantAdminToken', holder: 'other' },
  ],
};
