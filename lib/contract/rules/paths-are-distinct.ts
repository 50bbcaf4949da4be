import { isJsonObject } from '../../core/json.ts';
import { escapeToken } from '../../core/pointer.ts';
import type { DocumentRule } from './rule.ts';

/** No two paths differ in the names of their parameters only: a request could not be told to be one or the other. */
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
      return [
        {
          level: 'error',
          pointer: `/paths/${escapeToken(path)}`,
          message: `the path ${path} is the same as ${other} but for the names of its parameters`,
        },
      ];
    });
  },
};
