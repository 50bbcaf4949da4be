import { readBearer, readOnlyValue } from '../authenticate.ts';
import { createLenientMutant } from '../gate-mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const deprovisionsWithSwappedPair: Mutant = createLenientMutant(
  {
    id: 'deprovisions-with-swapped-pair',
    title: 'The two credentials of a deprovision may change places',
    operations: ['deprovisionWorkspace'],
    expects: ['auth.location-lenient'],
    callers: ['deprovision-pair, swapped'],
    attack: 'Neither credential is tied to the place where it is protected.',
  },
  (request) => {
    const bearer = readBearer(request);
    const token = readOnlyValue(request, 'x-molecule-admin-token');
    if (bearer === undefined || token === undefined) return [];
    const headers = { ...request.headers, authorization: [`Bearer ${token}`], 'x-molecule-admin-token': [bearer] };
    return [{ ...request, headers }];
  },
);
