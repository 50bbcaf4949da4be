import { HarnessError } from '../../core/errors.ts';
import { nearIds } from '../../core/near-ids.ts';
import type { Mutant } from '../mutant.ts';
import { answerFaults } from './answer-faults.ts';
import { availabilityFaults } from './availability-faults.ts';
import { bodyFaults } from './body-faults.ts';
import { bypassFaults } from './bypass-faults.ts';
import { callerFaults } from './caller-faults.ts';
import { credentialFaults } from './credential-faults.ts';
import { guardFaults } from './guard-faults.ts';
import { headerFaults } from './header-faults.ts';
import { identityFaults } from './identity-faults.ts';
import { jsonFaults } from './json-faults.ts';
import { listFaults } from './list-faults.ts';
import { metFaults } from './met-faults.ts';
import { missingThingFaults } from './missing-thing-faults.ts';
import { refusalFaults } from './refusal-faults.ts';
import { routingFaults } from './routing-faults.ts';
import { secretFaults } from './secret-faults.ts';
import { stateFaults } from './state-faults.ts';
import { validationFaults } from './validation-faults.ts';

/** Every mutant, sorted by id. */
export const MUTANTS: readonly Mutant[] = [
  ...credentialFaults,
  ...callerFaults,
  ...bypassFaults,
  ...refusalFaults,
  ...routingFaults,
  ...validationFaults,
  ...guardFaults,
  ...headerFaults,
  ...identityFaults,
  ...jsonFaults,
  ...listFaults,
  ...metFaults,
  ...missingThingFaults,
  ...answerFaults,
  ...bodyFaults,
  ...secretFaults,
  ...stateFaults,
  ...availabilityFaults,
].sort((left, right) => (left.id < right.id ? -1 : 1));

/** Returns the mutants with these ids; the number of an incident stands for all that repeat it. Throws on any other name. */
export function selectMutants(names: readonly string[]): readonly Mutant[] {
  const selected = names.flatMap((name) => {
    const found = MUTANTS.filter((mutant) => mutant.id === name || mutant.incident === name);
    if (found.length > 0) return found;
    const near = nearIds(
      name,
      MUTANTS.map(({ id }) => id),
    ).slice(0, 3);
    throw new HarnessError('usage', `There is no fault "${name}". Near it: ${near.join(', ')}.`);
  });
  return [...new Set(selected)];
}
