import { isJsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken } from '../core/pointer.ts';
import type { Operation } from './contract.ts';
import type { DocumentRule, RuleContext, RuleProblem } from './document-rule.ts';

/** Requires at least one operation, and that no two have the same id, because findings and data refer to operations by id. */
export const operationsAreNamed: DocumentRule = {
  id: 'operations-are-named',
  clause: 'OpenAPI 3.1, section 4.8.10 (operationId)',
  find: ({ contract: { operations } }) => {
    if (operations.length === 0)
      return [{ level: 'error', pointer: '/paths', message: 'the contract has no operations' }];
    const first = new Map<string, Operation>();
    return operations.flatMap((operation) => findNameProblems(operation, first));
  },
};

function findNameProblems(operation: Operation, first: Map<string, Operation>): readonly RuleProblem[] {
  const { id, method, path, pointer } = operation;
  const other = first.get(id);
  if (other === undefined) {
    first.set(id, operation);
    return [];
  }
  const message = `the operationId "${id}" of ${method} ${path} is also that of ${other.method} ${other.path}`;
  return [{ level: 'error', pointer: `${pointer}/operationId`, message }];
}

/** Forbids two parameters of the same name and place in one list. Header names are compared without regard to case (RFC 9110). */
export const parametersAreDistinct: DocumentRule = {
  id: 'parameters-are-distinct',
  clause: 'OpenAPI 3.1, section 4.8.10 (parameters)',
  find: (context) =>
    context.nodes.flatMap(({ kind, node, pointer }) => {
      const list = node['parameters'];
      if (kind !== 'openapi' || !Array.isArray(list)) return [];
      return findDuplicates(context, list as readonly JsonValue[], `${pointer}/parameters`);
    }),
};

function findDuplicates({ contract }: RuleContext, list: readonly JsonValue[], at: string): readonly RuleProblem[] {
  const seen = new Set<string>();
  return list.flatMap((_, index) => {
    const pointer = `${at}/${index}`;
    const parameter = contract.resolve(pointer)?.value;
    if (!isJsonObject(parameter)) return [];
    const { in: place, name } = parameter;
    if (typeof place !== 'string' || typeof name !== 'string') return [];
    const key = `${place} ${place === 'header' ? name.toLowerCase() : name}`;
    if (seen.has(key))
      return [{ level: 'error', pointer, message: `the ${place} parameter "${name}" is declared twice` }];
    seen.add(key);
    return [];
  });
}

/** Requires the names in the braces of a path to be the declared path parameters. The official schema checks that each is required. */
export const pathParametersMatch: DocumentRule = {
  id: 'path-parameters-match',
  clause: 'OpenAPI 3.1, section 4.8.8 (path templating)',
  find: ({ contract }) => contract.operations.flatMap(findPathMismatches),
};

function findPathMismatches(operation: Operation): readonly RuleProblem[] {
  const { method, path, pointer } = operation;
  const declared = operation.parameters.filter((parameter) => parameter.in === 'path');
  const templated = [...path.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '');
  const undeclared = [...new Set(templated)].filter((name) => !declared.some((parameter) => parameter.name === name));
  const stray = declared.filter(({ name }) => !templated.includes(name));
  const twice = templated.filter((name, index) => templated.indexOf(name) !== index);
  const errorAt = (at: string, message: string): RuleProblem => ({ level: 'error', pointer: at, message });
  return [
    ...undeclared.map((name) => errorAt(pointer, `${method} ${path} declares no path parameter "${name}"`)),
    ...stray.map(({ name, pointer: place }) =>
      errorAt(place, `the path parameter "${name}" of ${method} ${path} does not stand in the path`),
    ),
    ...twice.map((name) => errorAt(pointer, `the path ${path} has the parameter "${name}" twice`)),
  ];
}

/** Forbids two paths that differ only in the names of their parameters, because a request would match both. */
export const pathsAreDistinct: DocumentRule = {
  id: 'paths-are-distinct',
  clause: 'OpenAPI 3.1, section 4.8.8 (path templating matching)',
  find: ({ contract: { document } }) => {
    const first = new Map<string, string>();
    return Object.keys(isJsonObject(document['paths']) ? document['paths'] : {}).flatMap((path) => {
      const shape = path.replace(/\{[^{}]*\}/g, '{}');
      const other = first.get(shape);
      if (other === undefined) {
        first.set(shape, path);
        return [];
      }
      const message = `the path ${path} is the same as ${other} but for the names of its parameters`;
      return [{ level: 'error', pointer: `/paths/${escapeToken(path)}`, message }];
    });
  },
};

/** Requires every name in a `security` to be one of `components.securitySchemes`. */
export const securitySchemesAreDefined: DocumentRule = {
  id: 'security-schemes-are-defined',
  clause: 'OpenAPI 3.1, section 4.8.30 (security requirement object)',
  find: ({ contract, nodes }) =>
    nodes.flatMap(({ kind, node, pointer }) => {
      const { security } = node;
      if (kind !== 'openapi' || !Array.isArray(security)) return [];
      return (security as readonly JsonValue[]).flatMap((alternative, index) =>
        Object.keys(isJsonObject(alternative) ? alternative : {})
          .filter((name) => !contract.securitySchemes.has(name))
          .map((name) => ({
            level: 'error' as const,
            pointer: `${pointer}/security/${index}/${escapeToken(name)}`,
            message: `the security scheme "${name}" is not defined in components.securitySchemes`,
          })),
      );
    }),
};
