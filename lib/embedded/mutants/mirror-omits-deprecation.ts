import { createAnsweringMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const mirrorOmitsDeprecation: Mutant = createAnsweringMutant(
  {
    id: 'mirror-omits-deprecation',
    title: 'The deprecated mirror answers without Deprecation and Sunset',
    incident: 'I-37',
    operations: ['listOrgs', 'getOrg'],
    expects: ['mirror.unsignalled'],
  },
  (given, request) => {
    if (!request.path.startsWith('/cp/')) return given;
    const kept = Object.entries(given.headers ?? {}).filter(([name]) => name !== 'Deprecation' && name !== 'Sunset');
    return { ...given, headers: Object.fromEntries(kept) };
  },
);
