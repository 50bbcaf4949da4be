import type { Tier } from '../tier.ts';

/** The admin token of the tenant without the provisioning secret: the other half of the deprovision pair. */
export const tenantAdminToken: Tier = {
  id: 'tenant-admin-token',
  title: 'tenant admin token alone',
  column: 9,
  holds: [{ scheme: 'tenantAdminToken', secret: 'tenantAdminToken', holder: 'own' }],
};
