import type { Tier } from '../tier.ts';

/** The provisioning secret together with the admin token of the tenant that owns the workspace. */
export const deprovisionPair: Tier = {
  id: 'deprovision-pair',
  title: 'deprovision pair',
  column: 7,
  holds: [
    { scheme: 'provisionSecret', secret: 'provisionSecret', holder: 'own' },
    { scheme: 'tenantAdminToken', secret: 'tenantAdminToken', holder: 'own' },
  ],
};
