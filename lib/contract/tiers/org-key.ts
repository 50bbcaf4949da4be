import type { Tier } from '../tier.ts';

/** An Org API Key of the org under test. */
export const orgKey: Tier = {
  id: 'org-key',
  title: 'org key',
  column: 10,
  holds: [{ scheme: 'orgApiKey', secret: 'orgApiKey', holder: 'own' }],
};
