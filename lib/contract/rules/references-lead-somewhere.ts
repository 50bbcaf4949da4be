import type { DocumentRule } from './rule.ts';

/** Every `$ref` leads to a node. Those to other files have been followed before. */
export const referencesLeadSomewhere: DocumentRule = {
  id: 'references-lead-somewhere',
  clause: 'OpenAPI 3.1, section 4.8.23; JSON Schema 2020-12 core, section 8.2.3',
  find: ({ contract, nodes }) =>
    nodes.flatMap(({ node, pointer }) => {
      const reference = node['$ref'];
      if (typeof reference !== 'string' || contract.resolve(pointer) !== undefined) return [];
      return [
        {
          level: 'error',
          pointer: `${pointer}/$ref`,
          message: `the reference ${reference} leads nowhere, or only to itself`,
        },
      ];
    }),
};
