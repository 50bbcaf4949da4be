import { nearIds } from '../core/near-ids.ts';
import type { Rule } from './rule.ts';
import * as registry from './rules/registry.ts';

/** Every rule, by area and then in the order of its file. */
export const RULES: readonly Rule[] = Object.values(registry).flat();

const RULE_BY_ID: ReadonlyMap<string, Rule> = new Map(RULES.map((rule) => [rule.id, rule]));

/** The rule of that id, or undefined. */
export function findRule(id: string): Rule | undefined {
  return RULE_BY_ID.get(id);
}

/** The rule of that id. Throws on an unknown one: ids that users type go through `findRule`. */
export function ruleOf(id: string): Rule {
  const rule = findRule(id);
  if (rule === undefined)
    throw new Error(
      `no rule "${id}"; did you mean ${nearIds(
        id,
        RULES.map((known) => known.id),
      ).join(', ')}?`,
    );
  return rule;
}
