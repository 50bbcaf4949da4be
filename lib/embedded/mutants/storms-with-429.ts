import { EVERY_OPERATION } from '../every-operation.ts';
import type { Mutant } from '../mutant.ts';
import { refuseTooMany } from '../rate-limiter.ts';

const STORM_REQUESTS = 8;

export const stormsWith429: Mutant = {
  id: 'storms-with-429',
  title: 'The first eight requests to each host are too many',
  operations: EVERY_OPERATION,
  world: true,
  // Whoever comes back when told finds nothing wrong.
  expects: [],
  seenBy: {
    why: 'A run that comes back when it is told finds nothing wrong: the storm is in the number of retries.',
    commands: [],
  },
  apply: ({ wrapService }) => {
    const counts = new Map<string, number>();
    wrapService((next) => (incoming, service) => {
      const host = incoming.headers.host?.[0] ?? '';
      const count = (counts.get(host) ?? 0) + 1;
      counts.set(host, count);
      return count <= STORM_REQUESTS ? Promise.resolve(refuseTooMany(1)) : next(incoming, service);
    });
  },
};
