import type { Rule } from './rule.ts';
import * as registry from './rules/registry.ts';

/** Every rule, by area and then in the order of its file. */
export const RULES: readonly Rule[] = Object.values(registry).flat();

const RULE_BY_ID: ReadonlyMap<string, Rule> = new Map(RULES.map((rule) => [rule.id, rule]));

export function findRule(id: string): Rule | undefined {
  return RULE_BY_ID.get(id);
}

/** The rule of that id. Throws on an unknown one: ids that users type go through `findRule`. */
export function ruleOf(id: string): Rule {
  const rule = findRule(id);
  if (rule === undefined) throw new Error(`no rule "${id}"; did you mean ${nearRules(id).join(', ')}?`);
  return rule;
}

const MOST_NEAR = 5;

/** Ids that somebody who typed `id` may have meant, the nearest first. */
export function nearRules(id: string): readonly string[] {
  const wanted = id.toLowerCase();
  return RULES.map((rule) => ({ id: rule.id, distance: distanceTo(rule.id, wanted) }))
    .sort((left, right) => left.distance - right.distance || (left.id < right.id ? -1 : 1))
    .slice(0, MOST_NEAR)
    .map((near) => near.id);
}

/** Whoever names a part of the id is nearer than whoever misspells it. */
function distanceTo(ruleId: string, wanted: string): number {
  const part = ruleId.split('.')[1] ?? '';
  if (wanted !== '' && (ruleId.includes(wanted) || part === wanted)) return 0;
  return Math.min(editDistance(ruleId, wanted), editDistance(part, wanted) + 1);
}

/** Levenshtein's distance, one row at a time. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [at, character] of [...left].entries()) {
    const next = [at + 1];
    for (let index = 0; index < right.length; index += 1) {
      const replaced = (row[index] ?? 0) + (right[index] === character ? 0 : 1);
      next.push(Math.min(replaced, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
