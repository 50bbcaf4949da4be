import type { Tier } from '../tier.ts';

/** A tenant platform with the shared provisioning secret alone: half of the deprovision pair. */
export const provisionSecret: Tier = {
  id: 'provision-secret',
  title: 'provision secret',
  column: 6,
  holds: [{ scheme: 'provisionSecret', secret: 'provisionSecret', holder: 'own' }],
};
