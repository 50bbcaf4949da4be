import type { Tier } from '../tier.ts';

/** A person signed in who is a plain member of the org under test. */
export const memberSession: Tier = {
  id: 'member-session',
  title: 'session of a member',
  column: 3,
  holds: [{ scheme: 'workosSession', secret: 'memberSession', holder: 'own' }],
  membership: 'member',
};
