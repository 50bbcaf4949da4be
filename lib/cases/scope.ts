import type { Contract, Service } from '../contract/contract.ts';
import { secretName } from '../core/names.ts';
import { namesIn } from './bind.ts';
import type { Case } from './case.ts';

/** The part of a platform that a run judges. The rest is left out without a gap. */
export interface Scope {
  readonly services: readonly Service[];
  /** Whether nothing in scope can give a name its value: the session of a person where nobody can sign in. */
  readonly lacks: (name: string) => boolean;
  /** Whether calls to an instance of a service carry a header that names it. */
  readonly isRouted: boolean;
}

/** Everything that a platform has. */
export function wholeScope({ platform }: Pick<Contract, 'platform'>): Scope {
  return { services: platform.services.map(({ id }) => id), lacks: () => false, isRouted: true };
}

/** Whether a case calls nothing but services in scope, with names that these can give or its own steps bind. */
export function isInScope({ services, lacks, isRouted }: Scope, { steps, family }: Case): boolean {
  const bound = new Set(steps.flatMap(({ binds }) => Object.keys(binds)));
  return (
    (isRouted || family !== 'routing') &&
    steps.every(({ request }) => services.includes(request.service)) &&
    steps.every(({ request, sees }) => namesIn([request, sees]).every((name) => bound.has(name) || !lacks(name)))
  );
}

/** The contract without the operations of services out of scope. */
export function narrowContract(contract: Contract, { services }: Scope): Contract {
  const operations = contract.operations.filter(({ service }) => services.includes(service));
  if (operations.length === contract.operations.length) return contract;
  return { ...contract, operations, operation: (id) => operations.find((operation) => operation.id === id) };
}

/** Counts the callers of the tier matrix whose credentials can be had in scope. */
export function columnsOf({ platform }: Pick<Contract, 'platform'>, { lacks }: Scope): number {
  return platform.callers.list.filter(({ holds }) => holds.every(({ secret }) => !lacks(secretName(secret)))).length;
}
