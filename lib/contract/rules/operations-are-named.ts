import type { Operation } from '../contract.ts';
import type { DocumentRule, RuleProblem } from './rule.ts';

/** There are operations, and each has an operationId of its own: everything said about it is said under that name. */
export const operationsAreNamed: DocumentRule = {
  id: 'operations-are-named',
  clause: 'OpenAPI 3.1, section 4.8.10 (operationId)',
  find: ({ contract: { operations } }) => {
    if (operations.length === 0)
      return [{ level: 'error', pointer: '/paths', message: 'the contract has no operations' }];
    const first = new Map<string, Operation>();
    return operations.flatMap((operation) => problemsOf(operation, first));
  },
};

function problemsOf(operation: Operation, first: Map<string, Operation>): readonly RuleProblem[] {
  const { id, method, path, pointer } = operation;
  if (id === '') return [{ level: 'error', pointer, message: `${method} ${path} has no operationId` }];
  const other = first.get(id);
  if (other === undefined) {
    first.set(id, operation);
    return [];
  }
  const message = `the operationId "${id}" of ${method} ${path} is also that of ${other.method} ${other.path}`;
  return [{ level: 'error', pointer: `${pointer}/operationId`, message }];
}
