import { isJsonObject } from '../../core/json.ts';
import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const forgetsWhenOrgWasMade: Mutant = createHandlingMutant(
  {
    id: 'forgets-when-org-was-made',
    title: 'An org does not say when it was made, which the contract allows',
    operations: ['getOrg'],
    expects: ['expectation.required'],
  },
  async (request, next) => {
    const given = await next(request);
    if (!isJsonObject(given.body)) return given;
    const { created_at: _, ...body } = given.body;
    return { ...given, body };
  },
);
