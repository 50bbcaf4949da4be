import { isJsonObject } from '../../core/json.ts';
import { escapeToken } from '../../core/pointer.ts';
import type { Contract, Pointer } from '../contract.ts';
import type { DocumentRule } from './rule.ts';

/** Every schema that values will be held against can be compiled; one that cannot is a gap in what is judged. */
export const schemasCompile: DocumentRule = {
  id: 'schemas-compile',
  clause: 'OpenAPI 3.1, section 4.8.24 (schema object)',
  find: ({ contract, judge }) => {
    const problems = new Map<string, Pointer>();
    for (const pointer of schemasOf(contract)) {
      const problem = judge.problemOf(pointer);
      // The same fault is met again by every schema that refers to the broken one.
      if (problem !== undefined && !problems.has(problem)) problems.set(problem, pointer);
    }
    return [...problems].map(([problem, pointer]) => ({
      level: 'warning',
      pointer,
      message: `the schema cannot be used, so nothing is held against it: ${problem}`,
    }));
  },
};

/** Components first: a fault is reported where it stands rather than where it is used. */
function schemasOf({ document, operations, resolve }: Contract): readonly Pointer[] {
  const components = isJsonObject(document['components']) ? document['components'] : {};
  const named = isJsonObject(components['schemas']) ? Object.keys(components['schemas']) : [];
  const used = operations.flatMap((operation) => [
    ...operation.parameters.map(({ schemaPointer }) => schemaPointer),
    ...[...(operation.requestBody?.content ?? []), ...operation.responses.flatMap(({ content }) => content)].map(
      ({ schemaPointer }) => schemaPointer,
    ),
    ...operation.responses.flatMap(({ headers }) => headers.map(({ schemaPointer }) => schemaPointer)),
  ]);
  const present = used.filter((pointer) => pointer !== undefined && resolve(pointer) !== undefined);
  return [
    ...new Set([
      ...named.map((name) => `/components/schemas/${escapeToken(name)}`),
      ...present.filter((pointer) => pointer !== undefined),
    ]),
  ];
}
