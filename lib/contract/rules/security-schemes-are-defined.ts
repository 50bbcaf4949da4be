import { isJsonObject, type JsonValue } from '../../core/json.ts';
import { escapeToken } from '../../core/pointer.ts';
import type { DocumentRule } from './rule.ts';

/** Every name in a `security` is one of `components.securitySchemes`. */
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
