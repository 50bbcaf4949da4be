import type { DocumentRule } from './rule.ts';

/** `nullable` is a keyword of OpenAPI 3.0; in 3.1 it says nothing, and `null` is one of the types. */
export const nullableIsNotUsed: DocumentRule = {
  id: 'nullable-is-not-used',
  clause: 'OpenAPI 3.1, section 4.8.24',
  find: ({ nodes }) =>
    nodes
      .filter(({ kind, node }) => kind === 'schema' && node['nullable'] !== undefined)
      .map(({ pointer }) => ({
        level: 'warning',
        pointer: `${pointer}/nullable`,
        message: '"nullable" means nothing in OpenAPI 3.1 and is ignored: write the type as a list with "null" in it',
      })),
};
