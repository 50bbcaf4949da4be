import { isJsonObject, type JsonValue } from '../../core/json.ts';
import type { DocumentRule, RuleContext, RuleProblem } from './rule.ts';

/** No list of parameters has two of the same name and place. The names of headers are equal without regard to case (RFC 9110). */
export const parametersAreDistinct: DocumentRule = {
  id: 'parameters-are-distinct',
  clause: 'OpenAPI 3.1, section 4.8.10 (parameters)',
  find: (context) =>
    context.nodes.flatMap(({ kind, node, pointer }) => {
      const list = node['parameters'];
      if (kind !== 'openapi' || !Array.isArray(list)) return [];
      return duplicatesIn(context, list as readonly JsonValue[], `${pointer}/parameters`);
    }),
};

function duplicatesIn({ contract }: RuleContext, list: readonly JsonValue[], pointer: string): readonly RuleProblem[] {
  const seen = new Set<string>();
  return list.flatMap((_, index) => {
    const parameter = contract.resolve(`${pointer}/${index}`)?.value;
    if (!isJsonObject(parameter)) return [];
    const { in: place, name } = parameter;
    if (typeof place !== 'string' || typeof name !== 'string') return [];
    const key = `${place} ${place === 'header' ? name.toLowerCase() : name}`;
    if (seen.has(key))
      return [
        {
          level: 'error',
          pointer: `${pointer}/${index}`,
          message: `the ${place} parameter "${name}" is declared twice`,
        },
      ];
    seen.add(key);
    return [];
  });
}
