import type { Tier } from '../tier.ts';

/** A bearer token that was never issued. */
export const garbageBearer: Tier = {
  id: 'garbage-bearer',
  title: 'garbage bearer',
  column: 14,
  holds: [],
  garbage: true,
};
