import { isJsonObject } from '../../core/json.ts';
import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

const KNOWN_KEYS = ['slug', 'name', 'owner_user_id'];

export const ignoresUnknownKeys: Mutant = createHandlingMutant(
  {
    id: 'ignores-unknown-keys',
    title: 'Unknown keys are ignored where the body is closed',
    incident: 'I-20',
    operations: ['adminCreateOrg'],
    expects: ['request.extra-accepted'],
  },
  (request, next) => {
    if (request.body.kind !== 'json' || !isJsonObject(request.body.value)) return next(request);
    const known = Object.entries(request.body.value).filter(([key]) => KNOWN_KEYS.includes(key));
    return next({ ...request, body: { kind: 'json', value: Object.fromEntries(known) } });
  },
);
