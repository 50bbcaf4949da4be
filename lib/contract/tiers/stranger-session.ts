import type { Tier } from '../tier.ts';

/** A person signed in who has nothing to do with the org under test. */
export const strangerSession: Tier = {
  id: 'stranger-session',
  title: 'session of a stranger',
  column: 4,
  holds: [{ scheme: 'workosSession', secret: 'strangerSession', holder: 'own' }],
  membership: 'stranger',
};
