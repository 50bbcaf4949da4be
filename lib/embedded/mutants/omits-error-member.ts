import { isJsonObject } from '../../core/json.ts';
import { createAnsweringMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const omitsErrorMember: Mutant = createAnsweringMutant(
  {
    id: 'omits-error-member',
    title: 'Refusals carry message instead of error',
    incident: 'I-31',
    operations: ['getOrg'],
    expects: ['auth.refusal-shape', 'body.required'],
    also: [
      {
        rule: 'body.undeclared',
        operation: 'getOrg',
        why: 'What stands in the place of error is a member that nobody declared.',
      },
    ],
  },
  (given) => {
    if (given.status < 400 || !isJsonObject(given.body)) return given;
    return { ...given, body: { message: given.body.error } };
  },
);
