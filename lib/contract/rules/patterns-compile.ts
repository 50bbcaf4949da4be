import { isJsonObject } from '../../core/json.ts';
import { escapeToken } from '../../core/pointer.ts';
import type { DocumentRule, RuleProblem } from './rule.ts';

/** Every pattern is a regular expression of ECMA-262 with the `u` flag. */
export const patternsCompile: DocumentRule = {
  id: 'patterns-compile',
  clause: 'JSON Schema 2020-12 core, section 6.4',
  find: ({ nodes }) =>
    nodes.flatMap(({ kind, node, pointer }) => {
      if (kind !== 'schema') return [];
      const { pattern, patternProperties } = node;
      const own = typeof pattern === 'string' ? problemOf(pattern, `${pointer}/pattern`) : [];
      const keys = isJsonObject(patternProperties) ? Object.keys(patternProperties) : [];
      return [...own, ...keys.flatMap((key) => problemOf(key, `${pointer}/patternProperties/${escapeToken(key)}`))];
    }),
};

function problemOf(pattern: string, pointer: string): readonly RuleProblem[] {
  try {
    new RegExp(pattern, 'u');
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(error.message.lastIndexOf(': ') + 2) : String(error);
    return [{ level: 'error', pointer, message: `the pattern ${pattern} is no regular expression: ${reason}` }];
  }
}
