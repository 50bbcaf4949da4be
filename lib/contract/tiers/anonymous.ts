import type { Tier } from '../tier.ts';

/** Nobody: no credential at all. */
export const anonymous: Tier = {
  id: 'anonymous',
  title: 'no credential',
  column: 1,
  holds: [],
};
