import type { Operation } from '../contract.ts';
import type { DocumentRule, RuleProblem } from './rule.ts';

/** The names in the braces of a path and the declared path parameters are the same. That each is required, the official schema says. */
export const pathParametersMatch: DocumentRule = {
  id: 'path-parameters-match',
  clause: 'OpenAPI 3.1, section 4.8.8 (path templating)',
  find: ({ contract }) => contract.operations.flatMap(problemsOf),
};

function problemsOf(operation: Operation): readonly RuleProblem[] {
  const { method, path, pointer } = operation;
  const declared = operation.parameters.filter((parameter) => parameter.in === 'path');
  const templated = [...path.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '');
  const undeclared = [...new Set(templated)].filter((name) => !declared.some((parameter) => parameter.name === name));
  const stray = declared.filter(({ name }) => !templated.includes(name));
  const twice = templated.filter((name, index) => templated.indexOf(name) !== index);
  return [
    ...undeclared.map((name) => fault(pointer, `${method} ${path} declares no path parameter "${name}"`)),
    ...stray.map(({ name, pointer: place }) =>
      fault(place, `the path parameter "${name}" of ${method} ${path} does not stand in the path`),
    ),
    ...twice.map((name) => fault(pointer, `the path ${path} has the parameter "${name}" twice`)),
  ];
}

function fault(pointer: string, message: string): RuleProblem {
  return { level: 'error', pointer, message };
}
