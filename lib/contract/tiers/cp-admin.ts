import type { Tier } from '../tier.ts';

/** The operator of the control plane. */
export const cpAdmin: Tier = {
  id: 'cp-admin',
  title: 'CP admin bearer',
  column: 5,
  holds: [{ scheme: 'cpAdminBearer', secret: 'cpAdminBearer', holder: 'own' }],
};
