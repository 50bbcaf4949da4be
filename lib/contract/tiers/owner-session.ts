import type { Tier } from '../tier.ts';

/** A person signed in who owns the org under test. */
export const ownerSession: Tier = {
  id: 'owner-session',
  title: 'session of the owner',
  column: 2,
  holds: [{ scheme: 'workosSession', secret: 'ownerSession', holder: 'own' }],
  membership: 'owner',
};
