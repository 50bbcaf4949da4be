import { createRoutingMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

/** RFC 3986, section 5.2.4, for absolute paths. */
function removeDotSegments(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
  }
  return kept.join('/');
}

export const skipsAuthenticationOnDotSegments: Mutant = createRoutingMutant(
  {
    id: 'skips-authentication-on-dot-segments',
    title: 'A path with dot segments is routed and not authenticated',
    operations: ['adminListThinAmi', 'tenantListTemplates'],
    expects: ['auth.variant-bypass'],
    callers: ['anonymous, path-dot-segment', 'anonymous, path-parent-segment'],
    attack: 'A detour in the path opens the route.',
  },
  ({ method, path }) => ({ method, path: removeDotSegments(path) }),
);
