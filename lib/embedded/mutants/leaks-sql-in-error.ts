import { createHandlingMutant, withMembers } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const leaksSqlInError: Mutant = createHandlingMutant(
  {
    id: 'leaks-sql-in-error',
    title: 'A missing org is answered with the failed SQL statement',
    incident: 'I-32',
    operations: ['getOrg'],
    expects: ['ops.error-leak'],
    attack: 'Table and column names help with the next step.',
  },
  async (request, next) => {
    const given = await next(request);
    if (given.status !== 404) return given;
    return withMembers(given, {
      error: 'pq: no rows in result set: SELECT id, slug, plan FROM orgs WHERE slug = $1 LIMIT 1',
    });
  },
);
