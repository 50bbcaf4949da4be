import { refuse } from '../http.ts';
import { createHandlingMutant, readMembers, withMembers, withRequestMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const misplacesSlugBoundaries: Mutant = createHandlingMutant(
  {
    id: 'misplaces-slug-boundaries',
    title: 'Slugs of 3 and 32 characters are refused, 33 are accepted',
    incident: 'I-28',
    operations: ['createOrg', 'adminCreateOrg'],
    expects: ['request.valid-refused', 'request.constraint-unenforced'],
  },
  async (request, next) => {
    const { slug } = readMembers(request);
    if (typeof slug !== 'string') return next(request);
    if (slug.length === 3 || slug.length === 32) return refuse(400, 'slug: invalid length');
    if (slug.length !== 33) return next(request);
    const given = await next(withRequestMembers(request, { slug: slug.slice(0, 32) }));
    return given.status < 300 ? withMembers(given, { slug }) : given;
  },
);
