import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const prunesOnAnyValue: Mutant = createHandlingMutant(
  {
    id: 'prunes-on-any-value',
    title: 'Any value of prune erases the data volume',
    incident: 'I-21',
    operations: ['deprovisionWorkspace'],
    expects: ['guard.effect'],
  },
  (request, next) =>
    next(request.query.has('prune') ? { ...request, query: new URLSearchParams({ prune: 'true' }) } : request),
);
